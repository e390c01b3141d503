package dev.penstock.ingress.http;

import dev.penstock.model.JobTrigger;
import dev.penstock.model.ReplayRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The body of `POST /replay`.
final class ReplayBody {
  /// All that the body may have, in the order in which problems are told.
  static final List<String> MEMBERS = List.of("topic", "since", "until", "examples");

  private static final int EXAMPLES = 10;
  private static final int MOST_EXAMPLES = 100;

  private final BodyFields fields;
  private final BodyTimes times;
  private Optional<String> topic = Optional.empty();
  private Optional<String> since = Optional.empty();
  private Optional<String> until = Optional.empty();
  private OptionalLong examples = OptionalLong.empty();

  ReplayBody(BodyFields fields, BodyTimes times) {
    this.fields = fields;
    this.times = times;
  }

  ReplayRequest request() {
    fields.read(member -> {
      switch (member) {
        case "topic" -> topic = fields.text(member);
        case "since" -> since = fields.optionalText(member);
        case "until" -> until = fields.optionalText(member);
        case "examples" -> examples = fields.optionalInteger(member, 0, MOST_EXAMPLES);
        default -> fields.ignore();
      }
    });
    if (topic.isEmpty()) {
      fields.missing("topic");
    }
    fields.check();
    return new ReplayRequest(
        JobTrigger.API,
        topic.orElseThrow(),
        times.micros("since", since, "since: "),
        times.micros("until", until, "until: "),
        (int) examples.orElse(EXAMPLES));
  }
}
