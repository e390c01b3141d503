package dev.penstock.online.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;

/// Connections that each serve one at a time. Who finds none waits for the next one, in the order of
/// coming; the parts that may be under way bound how many do.
final class FreeLinks {
  private final Deque<Link> free;
  private final Deque<Promise<Link>> waiting = new ArrayDeque<>();

  FreeLinks(Collection<Link> links) {
    this.free = new ArrayDeque<>(links);
  }

  synchronized Future<Link> take() {
    Link link = free.poll();
    if (link != null) {
      return Future.succeededFuture(link);
    }
    Promise<Link> next = Promise.promise();
    waiting.add(next);
    return next.future();
  }

  void giveBack(Link link) {
    next(link).ifPresent(promise -> promise.complete(link));
  }

  private synchronized Optional<Promise<Link>> next(Link link) {
    var next = Optional.ofNullable(waiting.poll());
    if (next.isEmpty()) {
      free.add(link);
    }
    return next;
  }
}
