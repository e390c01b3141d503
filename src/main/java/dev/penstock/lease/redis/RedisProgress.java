package dev.penstock.lease.redis;

import dev.penstock.model.FailureKind;
import dev.penstock.model.Fence;
import dev.penstock.model.Interval;
import dev.penstock.model.PushException;
import dev.penstock.registry.Progress;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Windows that are done as hashes, see [SharedHashes].
final class RedisProgress implements Progress {
  private final SharedHashes hashes;
  private final String project;
  private final Optional<Fence> fence;

  RedisProgress(SharedHashes hashes, String project, Optional<Fence> fence) {
    this.hashes = hashes;
    this.project = project;
    this.fence = fence;
  }

  @Override
  public Progress under(Fence held) {
    return new RedisProgress(hashes, project, Optional.of(held));
  }

  @Override
  public Future<Map<String, List<Interval>>> done(Collection<String> views) {
    return done(views.iterator(), new HashMap<>());
  }

  /// One view after the other, so that a thousand do not all wait at once.
  private Future<Map<String, List<Interval>>> done(
      Iterator<String> views, Map<String, List<Interval>> done) {
    if (!views.hasNext()) {
      return Future.succeededFuture(done);
    }
    String view = views.next();
    return hashes
        .call(project, "", view, List.of("windows"))
        .compose(told -> {
          done.put(view, intervals(told));
          return done(views, done);
        });
  }

  @Override
  public Future<Void> record(String view, Interval window) {
    var arguments =
        List.of(
            "record",
            fence.map(held -> Long.toString(held.number())).orElse(""),
            Long.toString(window.start()),
            Long.toString(window.end()));
    return hashes
        .call(project, fence.map(Fence::lease).orElse(""), view, arguments)
        .map(told -> {
          if (told == null || SharedHashes.number(told) == 0) {
            throw new PushException(
                FailureKind.LEASE_LOST,
                "the window of %s is not recorded: the lease %s is lost"
                    .formatted(view, fence.map(Fence::toString).orElse("")));
          }
          return null;
        });
  }

  private static List<Interval> intervals(@Nullable Response told) {
    var intervals = new ArrayList<Interval>();
    for (int at = 0; told != null && at + 1 < told.size(); at += 2) {
      intervals.add(
          new Interval(SharedHashes.number(told.get(at)), SharedHashes.number(told.get(at + 1))));
    }
    return intervals;
  }
}
