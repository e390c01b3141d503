package dev.penstock;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.function.Consumer;
import java.util.function.Function;

/// Prints how far a job is, and why it has failed, whenever there is something new to say.
final class ProgressLines implements Consumer<JsonObject> {
  private final PrintWriter out;
  private final Function<JsonObject, String> line;
  private String told = "";

  ProgressLines(PrintWriter out, Function<JsonObject, String> line) {
    this.out = out;
    this.line = line;
  }

  @Override
  public void accept(JsonObject job) {
    String error = job.getString("error");
    String now = line.apply(job) + (error == null ? "" : "; " + error);
    if (!now.equals(told)) {
      out.println(now);
      out.flush();
      told = now;
    }
  }
}
