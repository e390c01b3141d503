package dev.penstock;

import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Serves until the process is told to end.
@Command(
    name = "penstock",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Takes feature rows and stores them, online for serving and offline for training.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:stopped in order", "1:failed", "2:wrong usage or configuration"})
final class ServeCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  @Mixin private final ConfigOptions options;

  ServeCommand(ConfigOptions options) {
    this.options = options;
  }

  @Override
  public Integer call() throws Exception {
    var config = options.read();
    var source = options.definitions(config, warning -> LOG.warn("{}", warning));
    return Service.start(config, source, () -> {}).awaitEnd() ? 0 : 1;
  }
}
