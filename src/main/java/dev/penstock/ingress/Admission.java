package dev.penstock.ingress;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Bounds what is in flight, over all event loops: requests, and the bytes of their bodies.
public final class Admission {
  private final int mostRequests;
  private final long mostBytes;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  public Admission(int mostRequests, long mostBytes) {
    this.mostRequests = mostRequests;
    this.mostBytes = mostBytes;
  }

  /// Lets a request in; it has to [Permit#leave()] in the end.
  ///
  /// - **Fails** by throwing `OVERLOADED`.
  public Permit enter() {
    if (requests.incrementAndGet() > mostRequests) {
      requests.decrementAndGet();
      throw overloaded(mostRequests + " requests are in flight (setting http.maxInFlight)");
    }
    return new Permit();
  }

  /// Number of requests that are in.
  public int requests() {
    return requests.get();
  }

  /// A place taken. Used by one thread at a time.
  public final class Permit {
    private long held;
    private boolean left;

    private Permit() {}

    /// Takes room for more bytes.
    ///
    /// - **Fails** by throwing `OVERLOADED`; the place is kept. Likewise after [#leave()], when
    ///   nobody waits for what goes on: nobody would give the room back.
    public void grow(long more) {
      if (left) {
        throw new PushException(FailureKind.OVERLOADED, "the request has been answered already");
      }
      if (bytes.addAndGet(more) > mostBytes) {
        bytes.addAndGet(-more);
        throw overloaded(
            "bodies of " + mostBytes + " bytes are in flight (setting http.maxInFlightBytes)");
      }
      held += more;
    }

    public void leave() {
      left = true;
      bytes.addAndGet(-held);
      requests.decrementAndGet();
    }
  }

  private static PushException overloaded(String what) {
    return new PushException(FailureKind.OVERLOADED, what + "; nothing was written");
  }
}
