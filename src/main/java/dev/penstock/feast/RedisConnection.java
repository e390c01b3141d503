package dev.penstock.feast;

import dev.penstock.config.OnlineConfig.Redis.Server;
import dev.penstock.config.TlsConfig;
import dev.penstock.config.TlsConfig.Verify;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Feast's connection string of Redis: servers, and options of redis-py, separated by commas. What
/// is in it is never told, as it may be a password.
///
/// ```text
/// redis.example.org:6379,db=1,ssl=true,password=secret
/// ```
final class RedisConnection {
  private static final String KEY = "connection_string";
  private static final Pattern SERVER = Pattern.compile("([^:\\s]+):([0-9]{1,5})");

  private final Section section;
  private final List<Server> servers;
  private final Map<String, String> options;
  private final Set<String> asked = new HashSet<>();

  private RedisConnection(Section section, List<Server> servers, Map<String, String> options) {
    this.section = section;
    this.servers = servers;
    this.options = options;
  }

  static RedisConnection read(Section section, String text) {
    var servers = new ArrayList<Server>();
    var options = new LinkedHashMap<String, String>();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      var server = SERVER.matcher(part.strip());
      if (equals > 0) {
        options.put(part.substring(0, equals).strip(), unquoted(part.substring(equals + 1)));
      } else if (server.matches() && Integer.parseInt(server.group(2)) <= 65_535) {
        servers.add(new Server(server.group(1), Integer.parseInt(server.group(2))));
      } else {
        section.map().problem(KEY, "has a part that is neither host:port nor option=value");
      }
    }
    if (servers.isEmpty()) {
      section.map().problem(KEY, "names no server, expected host:port");
      servers.add(new Server("localhost", 6379));
    }
    return new RedisConnection(section, servers, options);
  }

  /// At least one.
  List<Server> servers() {
    return servers;
  }

  Optional<String> text(String option) {
    asked.add(option);
    return Optional.ofNullable(options.get(option))
        .filter(value -> !value.isEmpty() && !value.equals("null"));
  }

  boolean bool(String option, boolean fallback) {
    var value = text(option);
    boolean isBool = value.stream().allMatch(word -> word.matches("(?i)true|false|0|1"));
    if (!isBool) {
      refuse(option, "true or false");
    }
    return value.map(word -> word.matches("(?i)true|1")).orElse(fallback);
  }

  int integer(String option, int least, int most, int fallback) {
    return number(option, least, most).map(BigDecimal::intValue).orElse(fallback);
  }

  Duration seconds(String option, Duration fallback) {
    return number(option, 0, 86_400)
        .map(seconds -> Duration.ofMillis(Math.max(10, seconds.movePointRight(3).longValue())))
        .orElse(fallback);
  }

  TlsConfig tls() {
    var ca = text("ssl_ca_certs").map(Path::of);
    var cert = text("ssl_certfile").map(Path::of);
    var key = text("ssl_keyfile").map(Path::of);
    if (cert.isPresent() != key.isPresent()) {
      section.map().problem(KEY, "has only one of ssl_certfile and ssl_keyfile");
      cert = Optional.empty();
      key = Optional.empty();
    }
    String wanted = text("ssl_cert_reqs").orElse("required");
    boolean named = bool("ssl_check_hostname", true);
    var verify = named ? Verify.FULL : Verify.CA;
    boolean none = wanted.equals("none") || wanted.equals("CERT_NONE");
    return new TlsConfig(bool("ssl", false), none ? Verify.NONE : verify, ca, cert, key);
  }

  /// Tells of every option that nobody asked for: an error when it has to do with safety.
  void end() {
    asked.add("skip_full_coverage_check");
    for (String option : options.keySet()) {
      if (asked.contains(option)) {
        continue;
      }
      if (option.startsWith("ssl")) {
        section.map().problem(KEY, "has the option '" + option + "', which Penstock cannot follow");
      } else {
        section.warn(KEY, "has the option '" + option + "', which Penstock ignores");
      }
    }
  }

  private Optional<BigDecimal> number(String option, int least, int most) {
    var text = text(option);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      var number = new BigDecimal(text.get());
      if (number.compareTo(BigDecimal.valueOf(least)) >= 0
          && number.compareTo(BigDecimal.valueOf(most)) <= 0) {
        return Optional.of(number);
      }
    } catch (NumberFormatException noNumber) {
      // Told below, like a number out of range.
    }
    refuse(option, "a number from " + least + " to " + most);
    return Optional.empty();
  }

  private void refuse(String option, String expected) {
    section.map().problem(KEY, "has the option '" + option + "', expected " + expected);
  }

  /// Feast reads a value as JSON where it is JSON.
  private static String unquoted(String value) {
    String text = value.strip();
    boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
    return quoted ? text.substring(1, text.length() - 1) : value;
  }
}
