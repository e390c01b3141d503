package dev.penstock;

import dev.penstock.config.Config;
import dev.penstock.model.Definitions;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Appends a file to history.
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description =
        "Appends Parquet files to the history of a batch source in the embedded offline store,"
            + " whatever is there already: importing a file twice doubles its rows. The service must"
            + " be stopped.")
final class ImportCommand extends HistoryCommand {
  @Parameters(
      index = "1",
      paramLabel = "FILE",
      description = "Parquet file, or a directory of them.")
  private Path file = Path.of("");

  ImportCommand(ConfigOptions options) {
    super(options);
  }

  @Override
  public Integer call() throws Exception {
    var config = options.read();
    var definitions = definitions(config);
    long rows =
        moved(
            Stores.history(config),
            history ->
                history.prepare(definitions).compose(ready -> history.importParquet(source, file)));
    System.out.println("Imported " + rows + " rows of " + source + " from " + file);
    return 0;
  }

  private Definitions definitions(Config config) {
    try (var definitions = options.definitions(config, warning -> {})) {
      return definitions.read();
    }
  }
}
