package dev.penstock;

import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/// Where a command that is a client of the HTTP API finds the service.
final class ServiceOption {
  @Option(
      names = "--url",
      paramLabel = "URL",
      showDefaultValue = Visibility.ALWAYS,
      description = "Where Penstock is served.")
  private String url = "http://127.0.0.1:6566";

  JobClient connect() {
    return new JobClient(url);
  }
}
