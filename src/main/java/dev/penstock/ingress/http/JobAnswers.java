package dev.penstock.ingress.http;

import dev.penstock.json.JsonWriter;
import dev.penstock.model.Interval;
import dev.penstock.model.JobFailure;
import dev.penstock.model.JobReport;
import dev.penstock.model.JobRows;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// Jobs as JSON.
final class JobAnswers {
  private JobAnswers() {}

  static Answer of(JobReport job) {
    return Answer.json(200, json(job));
  }

  static Answer of(List<JobReport> jobs) {
    var out = new JsonWriter();
    out.raw("{\"jobs\":[");
    for (int at = 0; at < jobs.size(); at++) {
      if (at > 0) {
        out.raw(',');
      }
      write(out, jobs.get(at));
    }
    out.raw("]}");
    return Answer.json(200, out);
  }

  /// Feast's answer to a materialization that goes on by itself, with the name of the job.
  static Answer accepted(JobReport job) {
    var out = new JsonWriter();
    out.raw("{\"status\":\"accepted\",\"feature_views\":");
    writeTexts(out, job.views());
    out.raw(",\"job_id\":");
    out.text(job.id());
    out.raw('}');
    return Answer.json(202, out);
  }

  /// Feast's answer to a materialization of views that are being materialized.
  static Answer conflict(List<String> views) {
    var out = new JsonWriter();
    out.raw("{\"error\":");
    out.text(
        "Cannot start materialization: jobs on the following feature views have not ended: "
            + String.join(", ", views)
            + ". Wait for them (GET /jobs), stop them (DELETE /jobs/{id}), or use ?force=true to"
            + " materialize after them, replacing what is stored whatever its times are.");
    out.raw(",\"feature_views\":");
    writeTexts(out, views);
    out.raw('}');
    return Answer.json(409, out);
  }

  static Answer unknown(String id) {
    return HttpAnswers.detail(404, "there is no job " + HttpAnswers.cut(id, 100) + " (any more)");
  }

  static JsonWriter json(JobReport job) {
    var out = new JsonWriter();
    write(out, job);
    return out;
  }

  private static void write(JsonWriter out, JobReport job) {
    out.raw("{\"id\":");
    out.text(job.id());
    out.raw(",\"kind\":");
    out.text(job.kind().word());
    out.raw(",\"trigger\":");
    out.text(job.trigger().word());
    out.raw(",\"views\":");
    writeTexts(out, job.views());
    out.raw(",\"window\":");
    writeWindow(out, job.window());
    out.raw(",\"state\":");
    out.text(job.state().word());
    out.raw(",\"rows\":");
    writeRows(out, job.rows());
    out.raw(",\"fraction_done\":");
    out.real(job.fraction());
    out.raw(",\"created\":");
    writeTime(out, Optional.of(job.created()));
    out.raw(",\"started\":");
    writeTime(out, job.started());
    out.raw(",\"ended\":");
    writeTime(out, job.ended());
    out.raw(",\"error\":");
    writeText(out, job.error().map(JobFailure::message));
    out.raw(",\"result\":");
    writeText(out, job.result().map(result -> "/jobs/" + job.id() + "/result"));
    out.raw('}');
  }

  private static void writeWindow(JsonWriter out, Optional<Interval> window) {
    if (window.isEmpty()) {
      out.nothing();
      return;
    }
    out.raw("{\"start\":");
    writeTime(out, Optional.of(time(window.get().start())));
    out.raw(",\"end\":");
    writeTime(out, Optional.of(time(window.get().end())));
    out.raw('}');
  }

  private static void writeRows(JsonWriter out, JobRows rows) {
    out.raw("{\"read\":");
    out.integer(rows.read());
    out.raw(",\"written\":");
    out.integer(rows.written());
    out.raw(",\"stale\":");
    out.integer(rows.stale());
    out.raw(",\"rejected\":");
    out.integer(rows.rejected());
    out.raw('}');
  }

  private static void writeTexts(JsonWriter out, List<String> texts) {
    out.raw('[');
    for (int at = 0; at < texts.size(); at++) {
      if (at > 0) {
        out.raw(',');
      }
      out.text(texts.get(at));
    }
    out.raw(']');
  }

  private static void writeTime(JsonWriter out, Optional<Instant> time) {
    writeText(out, time.map(Instant::toString));
  }

  private static void writeText(JsonWriter out, Optional<String> text) {
    if (text.isPresent()) {
      out.text(text.get());
    } else {
      out.nothing();
    }
  }

  private static Instant time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
