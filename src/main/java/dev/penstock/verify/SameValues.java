package dev.penstock.verify;

import dev.penstock.encoding.DecodedValues;
import dev.penstock.model.FeatureValue;
import dev.penstock.model.FeatureValue.Float64;
import dev.penstock.model.FeatureValue.Many;
import dev.penstock.model.FeatureValue.Named;
import dev.penstock.model.FeatureValue.Text;
import dev.penstock.model.ValueType;
import dev.penstock.model.ValueType.Shape;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Whether a value of history and one of the online store are the same, as far as columns of
/// databases and files keep values: not the payload of NaN or the sign of zero, nor more of a
/// double than a 32-bit column holds, the spelling of JSON, UUIDs and decimals, or the order of
/// sets and maps.
final class SameValues {
  private SameValues() {}

  /// @param history encoded `feast.types.Value`, nothing for null
  /// @param online likewise
  static boolean are(ValueType type, byte[] history, byte[] online) {
    if (Arrays.equals(history, online)) {
      return true;
    }
    try {
      return are(
          type,
          DecodedValues.read(history, 0, history.length),
          DecodedValues.read(online, 0, online.length));
    } catch (IllegalArgumentException unknown) {
      return false;
    }
  }

  private static boolean are(ValueType type, FeatureValue history, FeatureValue online) {
    return switch (history) {
      case Float64(double number) ->
          online instanceof Float64(double other) && areNumbers(number, other);
      case Text(var text) -> online instanceof Text(var other) && areTexts(type, text, other);
      case Many(var elements) ->
          online instanceof Many(var others) && areElements(type, elements, others);
      case Named(var members) ->
          online instanceof Named(var others) && areEntries(type, members, others);
      default -> history.equals(online);
    };
  }

  private static boolean areEntries(
      ValueType type, Map<String, FeatureValue> history, Map<String, FeatureValue> online) {
    return history.keySet().equals(online.keySet())
        && history.entrySet().stream()
            .allMatch(entry ->
                are(
                    type,
                    entry.getValue(),
                    online.getOrDefault(entry.getKey(), new FeatureValue.Missing())));
  }

  private static boolean areNumbers(double history, double online) {
    return history == online
        || (Double.isNaN(history) && Double.isNaN(online))
        || (Double.isFinite(history) && history == (float) history && history == (float) online);
  }

  private static boolean areTexts(ValueType type, String history, String online) {
    return history.equals(online)
        || switch (type) {
          case JSON -> areJson(history, online);
          case DECIMAL -> areDecimals(history, online);
          case UUID, TIME_UUID -> history.equalsIgnoreCase(online);
          default -> false;
        };
  }

  private static boolean areJson(String history, String online) {
    try {
      return parsed(history).equals(parsed(online));
    } catch (DecodeException noJson) {
      return false;
    }
  }

  /// Within an object, which compares numbers by what they are.
  private static JsonObject parsed(String json) {
    return new JsonObject().put("value", Json.decodeValue(json));
  }

  private static boolean areDecimals(String history, String online) {
    try {
      return new BigDecimal(history).compareTo(new BigDecimal(online)) == 0;
    } catch (NumberFormatException noNumber) {
      return false;
    }
  }

  private static boolean areElements(
      ValueType type, List<FeatureValue> history, List<FeatureValue> online) {
    var element = type.element().orElse(type);
    if (history.size() != online.size()) {
      return false;
    }
    if (type.shape() == Shape.SET) {
      return areMembers(element, history, online);
    }
    for (int at = 0; at < history.size(); at++) {
      if (!are(element, history.get(at), online.get(at))) {
        return false;
      }
    }
    return true;
  }

  private static boolean areMembers(
      ValueType type, List<FeatureValue> history, List<FeatureValue> online) {
    var rest = new ArrayList<>(online);
    for (var member : history) {
      var found = rest.stream().filter(other -> are(type, member, other)).findFirst();
      if (found.isEmpty()) {
        return false;
      }
      boolean _ = rest.remove(found.get());
    }
    return true;
  }
}
