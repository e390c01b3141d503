package dev.penstock.yaml;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Named values. See [YamlNode] for what happens when one is missing or not of the type asked for;
/// [#end()] tells of keys that nobody asked for.
public final class YamlMap implements YamlNode {
  private final Place place;
  private final Map<String, YamlNode> values;
  private final Set<String> asked = new HashSet<>();

  YamlMap(Place place, Map<String, YamlNode> values) {
    this.place = place;
    this.values = new LinkedHashMap<>(values);
  }

  @Override
  public Place place() {
    return place;
  }

  @Override
  public String description() {
    return "a map";
  }

  /// Remembers that something is wrong with the value of a key.
  public void problem(String key, String reason) {
    at(key).problem(reason);
  }

  /// Where the value of a key is; for a missing key, where it should be.
  public Place at(String key) {
    YamlNode value = values.get(key);
    return value == null ? place.key(key, place.line()) : value.place();
  }

  public boolean has(String key) {
    return values.containsKey(key);
  }

  public String text(String key) {
    return required(key).map(YamlScalar::text).orElse("");
  }

  public Optional<String> optionalText(String key) {
    return scalar(key).map(YamlScalar::text);
  }

  /// Asks for keys that are for people only; their values are texts.
  public void remarks(String... keys) {
    for (String key : keys) {
      var _ = scalar(key).map(YamlScalar::anyText);
    }
  }

  /// Asks for a map of texts that is for people only.
  public void remarkTexts(String key) {
    var _ = texts(key);
  }

  public int integer(String key, int least, int most) {
    var found = required(key).map(scalar -> scalar.integer(least, most));
    return Math.toIntExact(found.orElse((long) least));
  }

  public Optional<Integer> optionalInteger(String key, int least, int most) {
    return scalar(key).map(scalar -> Math.toIntExact(scalar.integer(least, most)));
  }

  public long bytes(String key, long least, long most) {
    return required(key).map(scalar -> scalar.bytes(least, most)).orElse(least);
  }

  public boolean bool(String key) {
    return required(key).map(YamlScalar::bool).orElse(false);
  }

  public Optional<Boolean> optionalBool(String key) {
    return scalar(key).map(YamlScalar::bool);
  }

  public Duration duration(String key, Duration least, Duration most) {
    return required(key).map(scalar -> scalar.duration(least, most)).orElse(least);
  }

  public Optional<Duration> optionalDuration(String key, Duration least, Duration most) {
    return scalar(key).map(scalar -> scalar.duration(least, most));
  }

  public <T> T choice(String key, Map<String, T> words, T fallback) {
    return required(key).map(scalar -> scalar.choice(words, fallback)).orElse(fallback);
  }

  /// The map of a key; one without values when it is none.
  public YamlMap map(String key) {
    asked.add(key);
    YamlNode value = values.get(key);
    if (value instanceof YamlMap map) {
      return map;
    }
    at(key)
        .problem(value == null ? "is missing" : "is " + value.description() + ", expected a map");
    return new YamlMap(at(key).muted(), Map.of());
  }

  /// The list of a key; empty when there is none.
  public YamlList optionalList(String key) {
    asked.add(key);
    YamlNode value = values.get(key);
    if (value instanceof YamlList list) {
      return list;
    }
    if (value != null) {
      value.problem("is " + value.description() + ", expected a list");
    }
    return new YamlList(at(key), List.of());
  }

  /// The list of a key, which must be there; it may be empty.
  public YamlList list(String key) {
    if (!values.containsKey(key)) {
      at(key).problem("is missing");
    }
    return optionalList(key);
  }

  /// The texts that a key maps names to; empty when there is none.
  public Map<String, String> texts(String key) {
    asked.add(key);
    YamlNode value = values.get(key);
    if (value instanceof YamlMap map) {
      return map.texts();
    }
    if (value != null) {
      value.problem("is " + value.description() + ", expected a map");
    }
    return Map.of();
  }

  /// The value of a key, whatever it is.
  public Optional<YamlNode> node(String key) {
    asked.add(key);
    return Optional.ofNullable(values.get(key));
  }

  /// A map without values in the place of a key.
  public YamlMap emptyBelow(String key) {
    return new YamlMap(at(key), Map.of());
  }

  /// The keys that nobody asked for, in the order of the file.
  public List<String> unasked() {
    return values.keySet().stream().filter(key -> !asked.contains(key)).toList();
  }

  /// Tells of every key that nobody asked for.
  public void end() {
    values.forEach((key, value) -> {
      if (!asked.contains(key)) {
        String known = asked.stream().sorted().collect(Collectors.joining(", "));
        value.problem("is not a known key; known here: " + known);
      }
    });
  }

  private Map<String, String> texts() {
    var texts = new LinkedHashMap<String, String>();
    values.keySet().forEach(key -> scalar(key).ifPresent(text -> texts.put(key, text.anyText())));
    return texts;
  }

  private Optional<YamlScalar> required(String key) {
    var found = scalar(key);
    if (found.isEmpty() && !values.containsKey(key)) {
      at(key).problem("is missing");
    }
    return found;
  }

  private Optional<YamlScalar> scalar(String key) {
    asked.add(key);
    var replacement = at(key).replacement();
    if (replacement.isPresent()) {
      return replacement;
    }
    YamlNode value = values.get(key);
    if (value instanceof YamlScalar scalar) {
      return Optional.of(scalar);
    }
    if (value != null) {
      value.problem("is " + value.description() + ", expected a single value");
    }
    return Optional.empty();
  }
}
