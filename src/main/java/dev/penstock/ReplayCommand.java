package dev.penstock;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Has a serving Penstock try dead letters again, and prints what came of them.
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description =
        "Has the service that runs at --url try the dead letters of a Kafka topic again, and prints"
            + " how many are stored now, and why others are not. What cannot be stored stays where"
            + " it is; what was stored before is not stored twice. Interrupting the command does"
            + " not stop the job.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every letter is stored",
      "1:some cannot be stored, the job has failed or was stopped, or the service is not reached",
      "2:wrong usage, or no such topic of dead letters"
    })
final class ReplayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      required = true,
      description = "A deadLetterTopic of the service's configuration.")
  private String topic = "";

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "Least time at which a letter was sent there, such as 2026-01-31T12:00:00Z; without an"
              + " offset UTC. All that are there by default.")
  private @Nullable String since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Greatest such time; now by default.")
  private @Nullable String until;

  @Option(
      names = "--examples",
      paramLabel = "N",
      showDefaultValue = Visibility.ALWAYS,
      description = "Letters that are shown of those that cannot be stored, 0 to 100.")
  private int examples = 10;

  @Option(names = "--json", description = "Print the report as JSON, and nothing else.")
  private boolean json;

  @Mixin private ServiceOption service = new ServiceOption();

  @Override
  public Integer call() throws Exception {
    var body =
        new JsonObject()
            .put("topic", topic)
            .put("since", since)
            .put("until", until)
            .put("examples", examples);
    try (var client = service.connect()) {
      var progress = new ProgressLines(spec.commandLine().getErr(), ReplayCommand::line);
      return client.report("/replay?async=true", body, progress).map(this::print).orElse(1);
    }
  }

  private int print(JsonObject report) {
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(report.encodePrettily());
    } else {
      new ReplayTable(out).print(report);
    }
    out.flush();
    return report.getLong("stored").equals(report.getLong("read")) ? 0 : 1;
  }

  private static String line(JsonObject job) {
    var rows = job.getJsonObject("rows");
    return "%s, %d %%: %d letters read, %d stored, %d cannot be stored"
        .formatted(
            job.getString("state"),
            Math.round(100 * job.getDouble("fraction_done")),
            rows.getLong("read"),
            rows.getLong("written") + rows.getLong("stale"),
            rows.getLong("rejected"));
  }
}
