package dev.penstock;

import dev.penstock.model.TableFormat;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Has a serving Penstock join entities with history, and fetches what comes of it.
@Command(
    name = "get-historical-features",
    mixinStandardHelpOptions = true,
    description =
        "Has the service that runs at --url join the rows of a file with what was known at their"
            + " times, and writes the rows to another. What kind the files are is told by the ends"
            + " of their names: .csv, .ndjson or .parquet.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:written",
      "1:failed, stopped, or the service is not reached",
      "2:wrong usage, or no such feature"
    })
final class HistoricalFeaturesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-e", "--entities"},
      paramLabel = "FILE",
      required = true,
      description = "Rows of entities with a column event_timestamp.")
  private Path entities = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "Where the rows go; replaced when it is there. It may also end with .json.")
  private Path output = Path.of("");

  @Option(
      names = {"-f", "--features"},
      paramLabel = "VIEW:FEATURE",
      split = ",",
      description = "Features, separated by commas or repeated.")
  private List<String> features = List.of();

  @Option(
      names = "--feature-service",
      paramLabel = "NAME",
      description = "A feature service, in place of --features.")
  private @Nullable String service;

  @Option(names = "--full-feature-names", description = "Name columns VIEW__FEATURE.")
  private boolean fullNames;

  @Mixin private ServiceOption address = new ServiceOption();

  @Override
  public Integer call() throws Exception {
    if (features.isEmpty() == (service == null)) {
      throw new ParameterException(
          spec.commandLine(), "say either --features or --feature-service");
    }
    var sent = format(entities, "--entities", ".csv, .ndjson nor .parquet");
    if (sent == TableFormat.JSON) {
      throw usage(
          "--entities: " + entities + " ends with .json; rows are sent as CSV, NDJSON or Parquet");
    }
    var wanted = format(output, "--output", ".csv, .json, .ndjson nor .parquet");
    if (!Files.isReadable(entities)) {
      throw usage("--entities: there is no file " + entities + " to read");
    }
    checkOutput();
    var out = spec.commandLine().getOut();
    try (var client = address.connect()) {
      String id =
          client
              .retrieve("/get-historical-features?" + query(), entities, sent, wanted)
              .getString("job_id");
      return client.follow(id, new ProgressLines(out, HistoricalFeaturesCommand::line))
          ? fetched(client, id, out)
          : 1;
    }
  }

  private TableFormat format(Path file, String option, String suffixes) {
    return TableFormat.ofFile(file.toString())
        .orElseThrow(() -> usage(option + ": " + file + " ends with neither " + suffixes));
  }

  /// A job may take hours, after which it is late to learn that its rows go nowhere.
  private void checkOutput() {
    Path directory = Objects.requireNonNull(output.toAbsolutePath().getParent(), "of a file");
    if (Files.isDirectory(output)) {
      throw usage("--output: " + output + " is a directory; name a file");
    }
    if (!Files.isDirectory(directory)) {
      throw usage("--output: there is no directory " + directory + "; make it first");
    }
    if (!Files.isWritable(directory)) {
      throw usage("--output: the directory " + directory + " cannot be written to");
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private String query() {
    String wanted =
        service == null
            ? "features=" + encoded(String.join(",", features))
            : "feature_service=" + encoded(service);
    return wanted + "&full_feature_names=" + fullNames;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private int fetched(JobClient client, String id, PrintWriter out) throws InterruptedException {
    long bytes = client.result(id, output);
    out.println("Wrote " + bytes + " bytes to " + output);
    return 0;
  }

  /// A bar of twenty steps, the state and the rows.
  private static String line(JsonObject job) {
    double fraction = job.getDouble("fraction_done");
    int steps = (int) (20 * fraction);
    return "[%s%s] %3d %%  %s, %d rows"
        .formatted(
            "=".repeat(steps),
            " ".repeat(20 - steps),
            Math.round(100 * fraction),
            job.getString("state"),
            job.getJsonObject("rows").getLong("read"));
  }
}
