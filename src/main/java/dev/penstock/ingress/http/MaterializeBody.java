package dev.penstock.ingress.http;

import dev.penstock.model.FailureKind;
import dev.penstock.model.JobTrigger;
import dev.penstock.model.MaterializeRequest;
import dev.penstock.model.MaterializeRequest.Window;
import dev.penstock.model.PushException;
import java.util.List;
import java.util.Optional;

/// The body of a request to materialize (contract 1.6).
final class MaterializeBody {
  /// All that the body may have, in the order in which problems are told.
  static final List<String> MEMBERS =
      List.of(
          "start_ts",
          "end_ts",
          "feature_views",
          "disable_event_timestamp",
          "full_feature_names",
          "version");

  private final BodyFields fields;
  private final BodyTimes times;
  private Optional<String> start = Optional.empty();
  private Optional<String> end = Optional.empty();
  private Optional<List<String>> views = Optional.empty();
  private Optional<String> version = Optional.empty();
  private boolean upToNow;

  MaterializeBody(BodyFields fields, BodyTimes times) {
    this.fields = fields;
    this.times = times;
  }

  /// As `POST /materialize` takes it.
  ///
  /// @param mayWait whether it waits for other jobs on its views
  MaterializeRequest request(boolean force, boolean mayWait) {
    fields.read(member -> {
      switch (member) {
        case "start_ts" -> start = fields.optionalText(member);
        case "end_ts" -> end = fields.optionalText(member);
        case "disable_event_timestamp" -> upToNow = fields.bool(member, false);
        default -> readShared(member);
      }
    });
    check();
    return request(upToNow ? new Window.UpToNow() : between(), force, mayWait);
  }

  /// As `POST /materialize-incremental` takes it.
  MaterializeRequest incrementalRequest(boolean force, boolean mayWait) {
    fields.read(member -> {
      if (member.equals("end_ts")) {
        end = fields.text(member);
      } else {
        readShared(member);
      }
    });
    if (end.isEmpty()) {
      fields.missing("end_ts");
    }
    check();
    var window =
        new Window.Incremental(times.micros("end_ts", end.orElseThrow(), ""), Optional.empty());
    return request(window, force, mayWait);
  }

  private void readShared(String member) {
    switch (member) {
      case "feature_views" -> views = fields.optionalTexts(member);
      case "version" -> version = fields.optionalText(member);
      case "full_feature_names" -> {
        boolean _ = fields.bool(member, false);
      }
      default -> fields.ignore();
    }
  }

  private void check() {
    fields.check();
    if (version.isPresent()) {
      throw invalid(
          views.map(List::size).orElse(0) == 1
              ? "versions of feature views are not kept here; leave version out"
              : "--version requires --views with exactly one feature view.");
    }
  }

  private MaterializeRequest request(Window window, boolean force, boolean mayWait) {
    return new MaterializeRequest(JobTrigger.API, views, window, force, mayWait);
  }

  private Window between() {
    if (start.isEmpty() || end.isEmpty()) {
      throw invalid("start_ts and end_ts are required when disable_event_timestamp is False");
    }
    return new Window.Between(
        times.micros("start_ts", start.get(), "Invalid timestamp format: "),
        times.micros("end_ts", end.get(), "Invalid timestamp format: "));
  }

  private static PushException invalid(String message) {
    return new PushException(FailureKind.INVALID, message);
  }
}
