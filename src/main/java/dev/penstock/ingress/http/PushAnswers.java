package dev.penstock.ingress.http;

import dev.penstock.json.JsonWriter;
import dev.penstock.model.Problem;
import dev.penstock.model.PushOutcome;
import dev.penstock.model.PushOutcome.Failed;
import dev.penstock.model.PushOutcome.Stored;
import dev.penstock.model.PushOutcome.Target;
import dev.penstock.model.PushRequest.ToPushSource;
import java.util.List;
import java.util.stream.Collectors;

/// What became of a push, as JSON.
final class PushAnswers {
  private PushAnswers() {}

  static Answer of(PushOutcome outcome) {
    var out = new JsonWriter(256);
    write(out, outcome);
    return outcome.stored() ? Answer.json(200, out) : Answer.json(503, out).retriedAfter(1);
  }

  private static void write(JsonWriter out, PushOutcome outcome) {
    var plan = outcome.plan();
    var request = plan.request();
    out.raw("{\"push_id\":");
    out.text(request.id());
    out.raw(request.target() instanceof ToPushSource ? ",\"push_source\":" : ",\"feature_view\":");
    out.text(request.target().name());
    out.raw(",\"to\":");
    out.text(request.to().word());
    out.raw(",\"rows\":");
    out.integer(plan.rows());
    out.raw(",\"online\":");
    writeTargets(out, "{\"feature_view\":", outcome.online(), true);
    out.raw(",\"offline\":");
    writeTargets(out, "{\"batch_source\":", outcome.offline(), false);
    out.raw(",\"rejected\":");
    writeRejected(out, plan.rejected());
    if (plan.rejectedRows() > 0) {
      out.raw(",\"rejected_count\":");
      out.integer(plan.rejectedRows());
    }
    if (!outcome.stored()) {
      out.raw(",\"detail\":");
      out.text(detail(outcome));
    }
    out.raw('}');
  }

  private static void writeTargets(
      JsonWriter out, String opening, List<Target> targets, boolean online) {
    out.raw('[');
    for (int at = 0; at < targets.size(); at++) {
      if (at > 0) {
        out.raw(',');
      }
      out.raw(opening);
      out.text(targets.get(at).name());
      switch (targets.get(at).result()) {
        case Stored(var written, var stale) -> {
          out.raw(",\"written\":");
          out.integer(written);
          if (online) {
            out.raw(",\"stale\":");
            out.integer(stale);
          }
        }
        case Failed(var _, var message, var _) -> {
          out.raw(",\"error\":");
          out.text(message);
        }
      }
      out.raw('}');
    }
    out.raw(']');
  }

  private static void writeRejected(JsonWriter out, List<Problem> problems) {
    out.raw('[');
    for (int at = 0; at < problems.size(); at++) {
      var problem = problems.get(at);
      out.raw(at > 0 ? ",{\"row\":" : "{\"row\":");
      out.integer(problem.row());
      out.raw(",\"loc\":");
      HttpAnswers.writeLoc(out, problem.loc().subList(1, problem.loc().size()));
      out.raw(",\"type\":");
      out.text(problem.type());
      out.raw(",\"msg\":");
      out.text(problem.message());
      out.raw('}');
    }
    out.raw(']');
  }

  private static String detail(PushOutcome outcome) {
    return outcome.failures().stream()
        .map(Target::name)
        .collect(Collectors.joining(", ", "not stored: ", "; " + advice(outcome)));
  }

  /// Online rows are the same however often they are written; offline rows are there once for each
  /// time.
  private static String advice(PushOutcome outcome) {
    if (!outcome.failures().stream().allMatch(PushAnswers::retryable)) {
      return "the log tells more under " + outcome.plan().request().id();
    }
    boolean offlineStored = !outcome.offline().stream().allMatch(Target::failed);
    return offlineStored
        ? "the offline rows are stored; repeat the push with \"to\":\"online\" to complete it"
        : "repeat the push to complete it";
  }

  private static boolean retryable(Target failure) {
    return failure.result() instanceof Failed(var kind, var _, var _) && kind.retryable();
  }
}
