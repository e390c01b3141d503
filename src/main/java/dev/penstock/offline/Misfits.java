package dev.penstock.offline;

import static java.util.Objects.requireNonNull;

import dev.penstock.model.BatchSource;
import dev.penstock.model.PushException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Batch sources that nothing can be appended to, and why, where that does not stop everything
/// else. A source is looked at again when rows come for it, but not at once. Safe for several
/// threads.
public final class Misfits {
  private static final Logger LOG = LoggerFactory.getLogger(Misfits.class);
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final InstantSource clock;
  private final Map<BatchSource, Misfit> known = new HashMap<>();
  private final Map<String, String> told = new HashMap<>();

  private record Misfit(PushException reason, Instant nextLook) {}

  public Misfits(InstantSource clock) {
    this.clock = clock;
  }

  /// Forgets everything, so that all of it is told again.
  public synchronized void clear() {
    known.clear();
    told.clear();
  }

  /// Remembers why a source is refused, and says so, once for each reason.
  public synchronized void add(BatchSource source, PushException reason) {
    known.put(source, new Misfit(reason, clock.instant().plus(PAUSE)));
    tell(source, reason);
  }

  private void tell(BatchSource source, PushException reason) {
    String message = String.valueOf(reason.getMessage());
    if (!message.equals(told.put(source.name(), message))) {
      LOG.warn("{}. Until then pushes to it offline are refused; everything else goes on", message);
    }
  }

  /// Whether a source is to be looked at before rows go to it.
  ///
  /// - **Fails** by throwing the reason when the last look was a moment ago.
  public synchronized boolean isDue(BatchSource source) {
    var misfit = known.get(source);
    if (misfit == null) {
      return false;
    }
    if (clock.instant().isBefore(misfit.nextLook())) {
      throw misfit.reason();
    }
    return true;
  }

  /// Why a source, which is known not to fit, is refused.
  public synchronized PushException reason(BatchSource source) {
    return requireNonNull(known.get(source)).reason();
  }

  /// Forgets what was told of a source that fits, and says that it does.
  public synchronized void removeIfKnown(BatchSource source) {
    if (known.remove(source) != null) {
      told.remove(source.name());
      LOG.info("batch source \"{}\" fits now; pushes to it offline are accepted", source.name());
    }
  }
}
