package dev.penstock;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
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

/// Has a serving Penstock materialize views, and tells how far it is.
@Command(
    name = "materialize",
    mixinStandardHelpOptions = true,
    description =
        "Has the service that runs at --url copy history into its online store, and prints how far"
            + " it is until it has ended. Interrupting the command does not stop the job.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:materialized, or accepted with --no-wait",
      "1:failed, stopped, or the service is not reached",
      "2:wrong usage, or no such view"
    })
final class MaterializeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "VIEW",
      arity = "0..*",
      description = "Names of feature views; all that are online by default.")
  private List<String> views = List.of();

  @Option(
      names = "--start",
      paramLabel = "TIME",
      description = "Least event time, such as 2026-01-31T12:00:00Z; without an offset UTC.")
  private @Nullable String start;

  @Option(
      names = "--end",
      paramLabel = "TIME",
      description = "Greatest event time; now by default.")
  private @Nullable String end;

  @Option(
      names = "--incremental",
      description = "Start each view where its last window has ended, in place of --start.")
  private boolean incremental;

  @Option(
      names = "--force",
      description =
          "Replace what is stored, whatever its times are; and wait for other jobs on the views.")
  private boolean force;

  @Mixin private ServiceOption service = new ServiceOption();

  @Option(names = "--no-wait", description = "Return as soon as the job is accepted.")
  private boolean leaves;

  @Override
  public Integer call() throws Exception {
    if (incremental == (start != null)) {
      throw new ParameterException(spec.commandLine(), "say either --start TIME or --incremental");
    }
    var out = spec.commandLine().getOut();
    try (var client = service.connect()) {
      var accepted = client.start(path(), body());
      String id = accepted.getString("job_id");
      out.println(
          "Job " + id + " materializes " + String.join(", ", names(accepted, "feature_views")));
      return leaves || client.follow(id, new ProgressLines(out, MaterializeCommand::line)) ? 0 : 1;
    }
  }

  private String path() {
    return (incremental ? "/materialize-incremental" : "/materialize")
        + "?async=true&force="
        + force;
  }

  private JsonObject body() {
    var body = new JsonObject().put("end_ts", end == null ? Instant.now().toString() : end);
    if (start != null) {
      body.put("start_ts", start);
    }
    return views.isEmpty() ? body : body.put("feature_views", new JsonArray(views));
  }

  private static String line(JsonObject job) {
    var rows = job.getJsonObject("rows");
    return "%s, %d %%: %d rows read, %d written, %d stale, %d rejected"
        .formatted(
            job.getString("state"),
            Math.round(100 * job.getDouble("fraction_done")),
            rows.getLong("read"),
            rows.getLong("written"),
            rows.getLong("stale"),
            rows.getLong("rejected"));
  }

  private static List<String> names(JsonObject json, String key) {
    return json.getJsonArray(key).stream().map(Objects::toString).toList();
  }
}
