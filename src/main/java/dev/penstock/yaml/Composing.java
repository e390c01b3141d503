package dev.penstock.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// Turns the text of one file into nodes.
final class Composing {
  private static final int MOST_LEVELS = 64;
  private static final int FEWEST_VALUES = 10_000;

  private final String name;
  private final String text;
  private int valuesLeft;

  Composing(String name, String text) {
    this.name = name;
    this.text = text;
    this.valuesLeft = Math.max(FEWEST_VALUES, text.length());
  }

  /// - **Fails** with [InvalidFileException] when the text is not YAML or exceeds a limit.
  YamlNode compose(Place root) {
    var settings =
        LoadSettings.builder()
            .setLabel(name)
            .setSchema(new CoreSchema())
            .setCodePointLimit(YamlFile.MOST_BYTES)
            .build();
    try {
      // The composer recurses, the parser does not: depth is looked at before anything recurses.
      checkLevels(new Parse(settings).parseString(text));
      Node node =
          new Compose(settings).composeString(text).orElseThrow(() -> failure(0, "is empty"));
      return node(node, root, 0);
    } catch (MarkedYamlEngineException failure) {
      throw failure(line(failure.getProblemMark()), "is not YAML: " + failure.getProblem());
    } catch (ReaderException failure) {
      throw failure(lineAt(failure.getPosition()), "holds a character that YAML does not allow");
    } catch (YamlEngineException failure) {
      throw failure(0, "is not YAML: " + failure.getMessage());
    }
  }

  private void checkLevels(Iterable<Event> events) {
    int levels = 0;
    for (Event event : events) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> levels++;
        case MappingEnd, SequenceEnd -> levels--;
        default -> {
          continue;
        }
      }
      if (levels > MOST_LEVELS) {
        throw failure(line(event.getStartMark()), "is nested deeper than 64 levels");
      }
    }
  }

  private YamlNode node(Node node, Place place, int level) {
    if (valuesLeft-- == 0 || level > MOST_LEVELS) {
      throw failure(line(node.getStartMark()), "its aliases repeat too much");
    }
    return switch (node) {
      case ScalarNode scalar -> new YamlScalar(place, scalar.getValue(), kind(scalar.getTag()));
      case SequenceNode list -> list(list, place, level);
      case MappingNode map -> map(map, place, level);
      default -> throw failure(line(node.getStartMark()), "holds an unknown kind of value");
    };
  }

  private YamlList list(SequenceNode list, Place place, int level) {
    var items = new ArrayList<YamlNode>();
    for (Node item : list.getValue()) {
      items.add(node(item, place.item(items.size(), line(item.getStartMark())), level + 1));
    }
    return new YamlList(place, items);
  }

  private YamlMap map(MappingNode map, Place place, int level) {
    Map<String, YamlNode> values = new LinkedHashMap<>();
    for (NodeTuple tuple : map.getValue()) {
      int line = line(tuple.getKeyNode().getStartMark());
      if (tuple.getKeyNode() instanceof ScalarNode key) {
        var at = place.key(key.getValue(), line);
        var earlier = values.putIfAbsent(key.getValue(), node(tuple.getValueNode(), at, level + 1));
        if (earlier != null) {
          at.problem("is a duplicate key; it is already on line " + earlier.place().line());
        }
      } else {
        place.key("?", line).problem("is a key that is not a text");
      }
    }
    return new YamlMap(place, values);
  }

  private static YamlScalar.Kind kind(Tag tag) {
    if (tag.equals(Tag.NULL)) {
      return YamlScalar.Kind.NULL;
    }
    if (tag.equals(Tag.BOOL)) {
      return YamlScalar.Kind.BOOL;
    }
    boolean number = tag.equals(Tag.INT) || tag.equals(Tag.FLOAT);
    return number ? YamlScalar.Kind.NUMBER : YamlScalar.Kind.TEXT;
  }

  private static int line(Optional<Mark> mark) {
    return mark.map(found -> found.getLine() + 1).orElse(0);
  }

  private int lineAt(int position) {
    return 1 + (int) text.codePoints().limit(position).filter(point -> point == '\n').count();
  }

  private InvalidFileException failure(int line, String reason) {
    return YamlFile.invalid(name, line, reason);
  }
}
