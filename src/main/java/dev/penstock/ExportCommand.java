package dev.penstock;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Writes history to a file.
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description =
        "Writes the history of a batch source in the embedded offline store to a Parquet file:"
            + " every stored column, also those that the definitions no longer have or have"
            + " otherwise. The service must be stopped.")
final class ExportCommand extends HistoryCommand {
  @Parameters(
      index = "1",
      paramLabel = "FILE",
      description = "Parquet file to write; must not exist yet.")
  private Path file = Path.of("");

  ExportCommand(ConfigOptions options) {
    super(options);
  }

  @Override
  public Integer call() throws Exception {
    var store = Stores.existingHistory(options.read());
    long rows = moved(store, history -> history.exportParquet(source, file));
    System.out.println("Exported " + rows + " rows of " + source + " to " + file);
    return 0;
  }
}
