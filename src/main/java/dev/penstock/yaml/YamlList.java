package dev.penstock.yaml;

import java.util.List;
import java.util.stream.Stream;

/// Values in their order. See [YamlNode] for what happens when they are not of the type asked for.
public final class YamlList implements YamlNode {
  private final Place place;
  private final List<YamlNode> items;

  YamlList(Place place, List<YamlNode> items) {
    this.place = place;
    this.items = List.copyOf(items);
  }

  @Override
  public Place place() {
    return place;
  }

  @Override
  public String description() {
    return "a list";
  }

  public List<YamlNode> items() {
    return items;
  }

  /// The items that are maps; the others are problems.
  public List<YamlMap> maps() {
    return items.stream().flatMap(YamlList::asMap).toList();
  }

  /// The items that are single values; the others are problems.
  public List<YamlScalar> scalars() {
    return items.stream().flatMap(YamlList::asScalar).toList();
  }

  private static Stream<YamlMap> asMap(YamlNode item) {
    if (item instanceof YamlMap map) {
      return Stream.of(map);
    }
    item.problem("is " + item.description() + ", expected a map");
    return Stream.of();
  }

  private static Stream<YamlScalar> asScalar(YamlNode item) {
    if (item instanceof YamlScalar scalar) {
      return Stream.of(scalar);
    }
    item.problem("is " + item.description() + ", expected a text");
    return Stream.of();
  }
}
