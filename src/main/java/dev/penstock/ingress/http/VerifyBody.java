package dev.penstock.ingress.http;

import dev.penstock.model.JobTrigger;
import dev.penstock.model.VerifyRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// The body of `POST /verify`.
final class VerifyBody {
  /// All that the body may have, in the order in which problems are told.
  static final List<String> MEMBERS =
      List.of("feature_views", "sample", "start_ts", "end_ts", "seed", "examples");

  private static final int SAMPLE = 1_000;
  private static final int LARGEST_SAMPLE = 1_000_000;
  private static final int EXAMPLES = 10;
  private static final int MOST_EXAMPLES = 100;

  private final BodyFields fields;
  private final BodyTimes times;
  private Optional<List<String>> views = Optional.empty();
  private OptionalLong sample = OptionalLong.empty();
  private boolean all;
  private Optional<String> start = Optional.empty();
  private Optional<String> end = Optional.empty();
  private OptionalLong seed = OptionalLong.empty();
  private OptionalLong examples = OptionalLong.empty();

  VerifyBody(BodyFields fields, BodyTimes times) {
    this.fields = fields;
    this.times = times;
  }

  VerifyRequest request() {
    fields.read(member -> {
      switch (member) {
        case "feature_views" -> views = fields.optionalTexts(member);
        case "sample" -> readSample(member);
        case "start_ts" -> start = fields.optionalText(member);
        case "end_ts" -> end = fields.optionalText(member);
        case "seed" -> seed = fields.optionalInteger(member, Long.MIN_VALUE, Long.MAX_VALUE);
        case "examples" -> examples = fields.optionalInteger(member, 0, MOST_EXAMPLES);
        default -> fields.ignore();
      }
    });
    fields.check();
    return new VerifyRequest(
        JobTrigger.API,
        views,
        all ? OptionalInt.empty() : OptionalInt.of((int) sample.orElse(SAMPLE)),
        times.micros("start_ts", start, "Invalid timestamp format: "),
        times.micros("end_ts", end, "Invalid timestamp format: "),
        seed,
        (int) examples.orElse(EXAMPLES));
  }

  private void readSample(String member) {
    all = false;
    sample = fields.optionalInteger(member, 1, LARGEST_SAMPLE, "all", () -> all = true);
  }
}
