package dev.penstock.yaml;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A single value. See [YamlNode] for what happens when it is not of the type asked for.
public final class YamlScalar implements YamlNode {
  private static final int LONGEST_SHOWN = 60;
  private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]{1,19}");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,19}) ?(KiB|MiB|GiB)?");

  private final Place place;
  private final String value;
  private final Kind kind;

  YamlScalar(Place place, String value, Kind kind) {
    this.place = place;
    this.value = value;
    this.kind = kind;
  }

  /// What YAML 1.2 takes an unquoted value for.
  enum Kind {
    TEXT,
    NUMBER,
    BOOL,
    NULL,
    /// From outside the file, where nothing is quoted: whatever is asked for.
    ANY
  }

  @Override
  public Place place() {
    return place;
  }

  @Override
  public String description() {
    String shown = shown();
    return switch (kind) {
      case TEXT, ANY -> "the text '" + shown + "'";
      case NUMBER -> "the number " + shown;
      case BOOL -> "the truth value " + shown;
      case NULL -> "nothing";
    };
  }

  public boolean isNull() {
    return kind == Kind.NULL;
  }

  /// The value as it is written, whatever it is taken for. Nothing is ever told of it, so it may be
  /// a secret.
  public String plain() {
    return value;
  }

  /// A text that is not blank.
  public String text() {
    if (kind != Kind.TEXT && kind != Kind.ANY) {
      String hint = kind == Kind.NULL ? "" : " (put it in quotes to make it a text)";
      problem("is " + description() + ", expected a text" + hint);
      return value;
    }
    if (value.isBlank()) {
      problem("is empty, expected a text");
    }
    return value;
  }

  /// A text that may be empty, such as a description.
  public String anyText() {
    return kind == Kind.TEXT && value.isBlank() ? value : text();
  }

  /// A whole number; `least` when it is none.
  public long integer(long least, long most) {
    boolean number = kind == Kind.NUMBER || kind == Kind.ANY;
    if (!number || !INTEGER.matcher(value).matches()) {
      return refuse("a whole number from " + least + " to " + most, least);
    }
    return ranged(new BigInteger(value), least, most);
  }

  /// A number of bytes, such as `65536` or `16MiB`; `least` when it is none.
  public long bytes(long least, long most) {
    Matcher size = SIZE.matcher(value);
    if (kind == Kind.BOOL || kind == Kind.NULL || !size.matches()) {
      return refuse("a number of bytes such as 65536 or 16MiB", least);
    }
    int shift =
        switch (size.group(2)) {
          case "KiB" -> 10;
          case "MiB" -> 20;
          case "GiB" -> 30;
          case null, default -> 0;
        };
    return ranged(new BigInteger(size.group(1)).shiftLeft(shift), least, most);
  }

  /// `true` or `false`; `false` when it is neither.
  public boolean bool() {
    String word = kind == Kind.BOOL || kind == Kind.ANY ? value.toLowerCase(Locale.ROOT) : "";
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      default -> refuse("true or false", false);
    };
  }

  /// A time span such as `90d`, `2h`, `30m`, `45s`, `500ms`, `PT1H30M` or `0`; `least` when it is
  /// none.
  public Duration duration(Duration least, Duration most) {
    var duration = DurationWords.parse(value);
    if (kind == Kind.BOOL || kind == Kind.NULL || duration.isEmpty()) {
      return refuse("a time span such as 90d, 2h, 30m, 45s, 500ms, PT1H30M or 0", least);
    }
    Duration found = duration.get();
    if (found.compareTo(least) < 0 || found.compareTo(most) > 0) {
      problem("is " + shown() + ", expected " + least + " to " + most);
      return least;
    }
    return found;
  }

  /// One of the words; `fallback` when it is none of them.
  public <T> T choice(Map<String, T> words, T fallback) {
    T chosen = words.get(value);
    if (chosen == null) {
      return refuse("one of " + String.join(", ", words.keySet()), fallback);
    }
    return chosen;
  }

  private long ranged(BigInteger number, long least, long most) {
    boolean below = number.compareTo(BigInteger.valueOf(least)) < 0;
    if (below || number.compareTo(BigInteger.valueOf(most)) > 0) {
      problem("is " + shown() + ", expected " + least + " to " + most);
      return least;
    }
    return number.longValueExact();
  }

  private <T> T refuse(String expected, T fallback) {
    problem("is " + description() + ", expected " + expected);
    return fallback;
  }

  private String shown() {
    return value.length() <= LONGEST_SHOWN ? value : value.substring(0, LONGEST_SHOWN) + "...";
  }
}
