package dev.penstock.jobs;

import dev.penstock.model.FailureKind;
import dev.penstock.model.Interval;
import dev.penstock.model.JobFailure;
import dev.penstock.model.JobKind;
import dev.penstock.model.JobReport;
import dev.penstock.model.JobResult;
import dev.penstock.model.JobRows;
import dev.penstock.model.JobState;
import dev.penstock.model.JobTrigger;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// Jobs as they are written to disk.
///
/// ```text
/// {"id":"0199…","kind":"MATERIALIZE","trigger":"API","views":["of_rider"],
///  "window":[1767225600000000,1769904000000000],"state":"RUNNING","rows":[100,98,2,0],
///  "fraction":0.5,"created":"2026-02-01T00:00:00Z","started":"…","revision":7,"detail":"…"}
/// ```
public final class JobText {
  private JobText() {}

  static String of(KeptJob job) {
    var report = job.report();
    var json =
        new JsonObject()
            .put("id", report.id())
            .put("kind", report.kind().name())
            .put("trigger", report.trigger().name())
            .put("views", new JsonArray(report.views()))
            .put("state", report.state().name())
            .put("rows", rows(report.rows()))
            .put("fraction", report.fraction())
            .put("created", report.created())
            .put("revision", report.revision())
            .put("detail", job.detail())
            .put("stopWanted", job.stopWanted());
    report.window().ifPresent(window -> json.put("window", interval(window)));
    report.started().ifPresent(at -> json.put("started", at));
    report.ended().ifPresent(at -> json.put("ended", at));
    report.error().ifPresent(error -> json.put("error", error(error)));
    report.result().ifPresent(result -> json.put("result", result(result)));
    return json.encode();
  }

  /// - **Fails** by throwing some runtime exception for what was written by nobody here.
  static KeptJob read(String text) {
    var json = new JsonObject(text);
    var report =
        new JobReport(
            json.getString("id"),
            JobKind.valueOf(json.getString("kind")),
            JobTrigger.valueOf(json.getString("trigger")),
            json.getJsonArray("views").stream().map(String.class::cast).toList(),
            Optional.ofNullable(json.getJsonArray("window")).map(JobText::interval),
            JobState.valueOf(json.getString("state")),
            rows(json.getJsonArray("rows")),
            json.getDouble("fraction"),
            json.getInstant("created"),
            Optional.<Instant>ofNullable(json.getInstant("started")),
            Optional.<Instant>ofNullable(json.getInstant("ended")),
            Optional.ofNullable(json.getJsonObject("error")).map(JobText::error),
            Optional.ofNullable(json.getJsonObject("result")).map(JobText::result),
            json.getLong("revision"));
    return new KeptJob(report, json.getString("detail"), json.getBoolean("stopWanted"));
  }

  public static JsonArray rows(JobRows rows) {
    return JsonArray.of(rows.read(), rows.written(), rows.stale(), rows.rejected());
  }

  public static JobRows rows(JsonArray rows) {
    return new JobRows(rows.getLong(0), rows.getLong(1), rows.getLong(2), rows.getLong(3));
  }

  public static JsonArray interval(Interval window) {
    return JsonArray.of(window.start(), window.end());
  }

  public static Interval interval(JsonArray window) {
    return new Interval(window.getLong(0), window.getLong(1));
  }

  private static JsonObject error(JobFailure error) {
    return JsonObject.of("kind", error.kind().name(), "message", error.message());
  }

  private static JobFailure error(JsonObject error) {
    return new JobFailure(FailureKind.valueOf(error.getString("kind")), error.getString("message"));
  }

  private static JsonObject result(JobResult result) {
    return JsonObject.of("contentType", result.contentType(), "file", result.file().toString());
  }

  private static JobResult result(JsonObject result) {
    return new JobResult(result.getString("contentType"), Path.of(result.getString("file")));
  }
}
