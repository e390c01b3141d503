package dev.penstock.ingress;

import static dev.penstock.bus.Routes.OFFLINE_WRITE;
import static dev.penstock.bus.Routes.ONLINE_WRITE;

import dev.penstock.bus.OfflineWrite;
import dev.penstock.bus.OnlineWrite;
import dev.penstock.model.AppendId;
import dev.penstock.model.BatchId;
import dev.penstock.model.OfflineRows;
import dev.penstock.model.Precedence;
import dev.penstock.model.PushException;
import dev.penstock.model.PushOutcome;
import dev.penstock.model.PushOutcome.Failed;
import dev.penstock.model.PushOutcome.Stored;
import dev.penstock.model.PushOutcome.Target;
import dev.penstock.model.PushPlan;
import dev.penstock.model.PushPlan.OnlineTarget;
import dev.penstock.model.RecordRange;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import java.time.Duration;
import java.util.List;

/// Carries a planned push out: every target at once, each by itself.
public final class PushService {
  private final EventBus bus;
  private final Duration timeout;
  private final PushListener listener;

  /// @param timeout how long a target may take to answer
  public PushService(EventBus bus, Duration timeout, PushListener listener) {
    this.bus = bus;
    this.timeout = timeout;
    this.listener = listener;
  }

  /// Completes once every target has answered or failed; it never fails itself, because one
  /// target's failure says nothing about another's write.
  public Future<PushOutcome> write(PushPlan plan) {
    return write(plan, new BatchId(plan.request().id()));
  }

  /// As [#write(PushPlan)], with a name of its own for what is appended.
  ///
  /// @param id of every offline target's rows; a range is one of the rows that were not left out
  public Future<PushOutcome> write(PushPlan plan, AppendId id) {
    var online = plan.online().stream().map(target -> online(plan, target)).toList();
    var offline = plan.offline().stream().map(rows -> offline(id, rows)).toList();
    return Future.all(Future.all(online), Future.all(offline))
        .map(done -> new PushOutcome(plan, results(online), results(offline)))
        .onSuccess(listener::pushed);
  }

  private Future<Target> online(PushPlan plan, OnlineTarget target) {
    var rows = target.rows();
    int meant = rows.rows() + target.superseded();
    Future<PushOutcome.Result> result =
        rows.rows() == 0
            ? Future.succeededFuture(new Stored(0, 0))
            : ONLINE_WRITE
                .ask(bus, new OnlineWrite(plan.request().id(), rows, Precedence.PUSH), timeout)
                .map(written ->
                    new Stored(written.written(), written.stale() + target.superseded()));
    return result
        .recover(cause -> Future.succeededFuture(failed(cause, meant)))
        .map(ended -> new Target(rows.view().name(), ended));
  }

  private Future<Target> offline(AppendId id, OfflineRows rows) {
    Future<PushOutcome.Result> result =
        isNothing(id, rows)
            ? Future.succeededFuture(new Stored(0, 0))
            : OFFLINE_WRITE
                .ask(bus, new OfflineWrite(id, rows), timeout)
                .map(written -> new Stored(written.written(), 0));
    return result
        .recover(cause -> Future.succeededFuture(failed(cause, rows.rows())))
        .map(ended -> new Target(rows.source().name(), ended));
  }

  /// Records are done also where no rows came of them.
  private static boolean isNothing(AppendId id, OfflineRows rows) {
    return switch (id) {
      case BatchId batch -> rows.rows() == 0;
      case RecordRange range -> false;
    };
  }

  private static Failed failed(Throwable cause, int rows) {
    var failure = PushException.of(cause);
    return new Failed(failure.kind(), String.valueOf(failure.getMessage()), rows);
  }

  private static List<Target> results(List<Future<Target>> futures) {
    return futures.stream().map(Future::result).toList();
  }
}
