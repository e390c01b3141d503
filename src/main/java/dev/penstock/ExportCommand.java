package dev.penstock;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Writes history to a file.
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description =
        "Writes the history of a batch source, as the embedded offline store has it, to a Parquet file.%n"
            + "The service must be stopped.")
final class ExportCommand implements Callable<Integer> {
  @Mixin private ConfigOptions options = new ConfigOptions();

  @Parameters(paramLabel = "SOURCE", description = "Name of a batch source.")
  private String source = "";

  @Parameters(paramLabel = "FILE", description = "Parquet file to write; must not exist yet.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws Exception {
    long rows = HistoryTransfer.run(options, store -> store.exportParquet(source, file));
    System.out.println("Exported " + rows + " rows of " + source + " to " + file);
    return 0;
  }
}
