package dev.penstock.online.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.json.JsonReader;
import dev.penstock.json.TableReader;
import dev.penstock.model.Definitions;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.PushRequest;
import dev.penstock.model.PushRequest.Handling;
import dev.penstock.model.PushRequest.To;
import dev.penstock.model.PushRequest.ToPushSource;
import dev.penstock.plan.PlanSettings;
import dev.penstock.plan.PushPlanner;
import dev.penstock.plan.TimeUnitOfIntegers;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a real Feast stored, and what Penstock makes of the same pushes.
final class Golden {
  private static final HexFormat HEX = HexFormat.of();
  private static final PushPlanner PLANNER =
      new PushPlanner(new PlanSettings(TimeUnitOfIntegers.NANOSECONDS, InstantSource.system()));

  private Golden() {}

  static JsonNode file(String name) throws IOException {
    try (var golden = Golden.class.getResourceAsStream("/golden/" + name + ".json")) {
      return new ObjectMapper().readTree(golden);
    }
  }

  /// The rows of a push for each view, by the path from its JSON.
  static List<OnlineRows> rows(JsonNode push, Definitions definitions) {
    byte[] table = push.get("df").toString().getBytes(UTF_8);
    var reader = new JsonReader(table, 0, table.length, 16);
    var _ = reader.next();
    var request =
        new PushRequest(
            "golden",
            new ToPushSource(push.get("push_source_name").asText()),
            To.ONLINE,
            Handling.STRICT,
            new TableReader(reader, table, 100, "df").read(false));
    var rows = new ArrayList<OnlineRows>();
    PLANNER.plan(request, definitions).online().forEach(target -> rows.add(target.rows()));
    return rows;
  }

  /// Fields and values of a recorded hash, in hexadecimal.
  static Map<String, String> hash(JsonNode fields) {
    var hash = new TreeMap<String, String>();
    fields.forEach(
        field -> hash.put(field.get("field_hex").asText(), field.get("value_hex").asText()));
    return hash;
  }

  /// The same of a hash on a server.
  static Map<String, String> hash(Vertx vertx, LocalRedis redis, String key) throws Exception {
    var stored = redis.call(vertx, Command.HGETALL, (Object) HEX.parseHex(key));
    var hash = new TreeMap<String, String>();
    for (int at = 0; at < stored.size(); at += 2) {
      hash.put(
          HEX.formatHex(stored.get(at).toBytes()), HEX.formatHex(stored.get(at + 1).toBytes()));
    }
    return hash;
  }

  static void store(Vertx vertx, LocalRedis redis, JsonNode key) throws Exception {
    var arguments = new ArrayList<Object>();
    arguments.add(HEX.parseHex(key.get("key_hex").asText()));
    hash(key.get("hash"))
        .forEach((field, value) -> {
          arguments.add(HEX.parseHex(field));
          arguments.add(HEX.parseHex(value));
        });
    redis.call(vertx, Command.HSET, arguments.toArray());
  }
}
