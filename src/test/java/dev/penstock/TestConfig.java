package dev.penstock;

import dev.penstock.config.Config;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/// The shipped configuration, made fit for tests: a free port, a directory of the test's own.
public final class TestConfig {
  private TestConfig() {}

  /// What a file says under one of its first keys, with that key.
  static String section(String file, String key) {
    int from = file.indexOf("\n" + key + ":") + 1;
    var next = Pattern.compile("\n(?=\\S)").matcher(file);
    return file.substring(from, next.find(from) ? next.start() : file.length());
  }

  public static Config of(Path definitions, Path data) {
    return of(definitions, data, Map.of());
  }

  /// The same with some settings overridden.
  ///
  /// @param environment overrides of single settings, such as `PENSTOCK_HTTP_MAX_ROWS`
  public static Config of(Path definitions, Path data, Map<String, String> environment) {
    var variables = new java.util.HashMap<>(environment);
    variables.put("PENSTOCK_DEFINITIONS", definitions.toAbsolutePath().toString());
    variables.put("PENSTOCK_DATA", data.toString());
    variables.put("PENSTOCK_HTTP_PORT", "0");
    return Config.read(Path.of("verticles-config/embedded.yaml"), variables);
  }
}
