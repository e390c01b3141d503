package dev.penstock;

import dev.penstock.registry.DefinitionsText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Loads and validates what there is to load, and connects to nothing.
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Validates configuration and definitions, and prints who feeds whom.")
final class CheckCommand implements Callable<Integer> {
  private final ConfigOptions options;

  CheckCommand(ConfigOptions options) {
    this.options = options;
  }

  @Override
  public Integer call() {
    var config = options.read();
    try (var source =
        options.definitions(config, warning -> System.out.println("warning: " + warning))) {
      System.out.print(DefinitionsText.of(source.read()));
    }
    return 0;
  }
}
