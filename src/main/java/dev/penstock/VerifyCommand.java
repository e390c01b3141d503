package dev.penstock;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Has a serving Penstock compare what it serves with its history, and prints what came of it.
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description =
        "Has the service that runs at --url compare a sample of entities in its online store with"
            + " the newest rows of their history, and prints how many agree, are missing, stale or"
            + " differ. Nothing is changed. Interrupting the command does not stop the job.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every view was checked and agrees, or as much of it as --fail-below asks for",
      "1:something does not agree, a view could not be checked, the job was stopped, or the service"
          + " is not reached",
      "2:wrong usage, or no such view"
    })
final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "VIEW",
      arity = "0..*",
      description = "Names of feature views; all that are online and have a history by default.")
  private List<String> views = List.of();

  @Option(
      names = "--sample",
      paramLabel = "N",
      showDefaultValue = picocli.CommandLine.Help.Visibility.ALWAYS,
      description = "Entities of each view that are looked at, or all.")
  private String sample = "1000";

  @Option(
      names = "--start",
      paramLabel = "TIME",
      description =
          "Least event time of history, such as 2026-01-31T12:00:00Z; without an offset UTC.")
  private @Nullable String start;

  @Option(
      names = "--end",
      paramLabel = "TIME",
      description = "Greatest event time of history; now by default.")
  private @Nullable String end;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Draws the sample again that a report with this seed is about.")
  private @Nullable Long seed;

  @Option(
      names = "--examples",
      paramLabel = "N",
      showDefaultValue = picocli.CommandLine.Help.Visibility.ALWAYS,
      description = "Entities that are shown of each verdict, 0 to 100.")
  private int examples = 10;

  @Option(
      names = "--fail-below",
      paramLabel = "SHARE",
      showDefaultValue = picocli.CommandLine.Help.Visibility.ALWAYS,
      description =
          "Exit with 1 when less of a view than this agrees: 0 to 1, where entities that are newer"
              + " online or expired count as agreeing.")
  private double failBelow = 1;

  @Option(names = "--json", description = "Print the report as JSON, and nothing else.")
  private boolean json;

  @Mixin private ServiceOption service = new ServiceOption();

  @Override
  public Integer call() throws Exception {
    if (!(failBelow >= 0 && failBelow <= 1)) {
      throw new ParameterException(spec.commandLine(), "--fail-below is a share from 0 to 1");
    }
    var body = body();
    try (var client = service.connect()) {
      var progress = new ProgressLines(spec.commandLine().getErr(), VerifyCommand::line);
      return client.report("/verify?async=true", body, progress).map(this::print).orElse(1);
    }
  }

  private JsonObject body() {
    var body =
        new JsonObject()
            .put("sample", sample.equals("all") ? "all" : size())
            .put("examples", examples)
            .put("start_ts", start)
            .put("end_ts", end)
            .put("seed", seed);
    return views.isEmpty() ? body : body.put("feature_views", new JsonArray(views));
  }

  private int size() {
    try {
      return Integer.parseInt(sample);
    } catch (NumberFormatException noNumber) {
      throw new ParameterException(
          spec.commandLine(), "--sample is a number of entities, or all: " + sample);
    }
  }

  private int print(JsonObject report) {
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(report.encodePrettily());
    } else {
      new VerifyTable(out).print(report);
    }
    out.flush();
    return report.getJsonArray("feature_views").stream()
            .map(JsonObject.class::cast)
            .allMatch(this::passes)
        ? 0
        : 1;
  }

  private boolean passes(JsonObject view) {
    Double share = view.getDouble("share");
    return view.getString("error") == null && (share == null || share >= failBelow);
  }

  private static String line(JsonObject job) {
    return "%s, %d %%: %d entities of %s read"
        .formatted(
            job.getString("state"),
            Math.round(100 * job.getDouble("fraction_done")),
            job.getJsonObject("rows").getLong("read"),
            String.join(", ", job.getJsonArray("views").stream().map(Objects::toString).toList()));
  }
}
