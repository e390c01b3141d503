package dev.penstock;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Appends a file to history.
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description =
        "Appends Parquet files to the history of a batch source in the embedded offline store.%n"
            + "The service must be stopped.")
final class ImportCommand implements Callable<Integer> {
  @Mixin private ConfigOptions options = new ConfigOptions();

  @Parameters(paramLabel = "SOURCE", description = "Name of a batch source.")
  private String source = "";

  @Parameters(paramLabel = "FILE", description = "Parquet file, or a directory of them.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws Exception {
    long rows = HistoryTransfer.run(options, store -> store.importParquet(source, file));
    System.out.println("Imported " + rows + " rows of " + source + " from " + file);
    return 0;
  }
}
