package dev.penstock.online.postgres;

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
import dev.penstock.registry.DefinitionsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/// The pushes that a real Feast was sent, and the tables that it left in PostgreSQL.
final class GoldenTables {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  /// What Feast stores where there is no time.
  static final String NO_TIME = "48113-11-21T00:00:01.000000Z";

  private GoldenTables() {}

  static Definitions definitions() {
    return DefinitionsFile.read(GOLDEN.resolve("definitions.yaml"));
  }

  /// The rows of every push, in the order of the pushes.
  static List<OnlineRows> pushedRows() throws IOException {
    var planner =
        new PushPlanner(new PlanSettings(TimeUnitOfIntegers.NANOSECONDS, InstantSource.system()));
    var rows = new ArrayList<OnlineRows>();
    for (JsonNode push : read("stored_redis").get("pushes")) {
      if (push.get("path").asText().equals("/push")) {
        var plan = planner.plan(request(push.get("body")), definitions());
        plan.online().forEach(target -> rows.add(target.rows()));
      }
    }
    return rows;
  }

  /// The tables of the views that are defined, by name.
  static Map<String, JsonNode> tables() throws IOException {
    var tables = new TreeMap<String, JsonNode>();
    for (JsonNode table : read("stored_postgres").get("tables")) {
      tables.put(table.get("table").asText(), table);
    }
    return tables;
  }

  /// A column of every element of a list.
  static List<String> texts(JsonNode list, String... names) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(element -> {
          var texts = new ArrayList<String>();
          for (String name : names) {
            texts.add(element.get(name).isNull() ? "" : element.get(name).asText());
          }
          return String.join("|", texts);
        })
        .sorted()
        .toList();
  }

  private static PushRequest request(JsonNode body) {
    byte[] json = body.get("df").toString().getBytes(StandardCharsets.UTF_8);
    var reader = new JsonReader(json, 0, json.length, 16);
    var _ = reader.next();
    return new PushRequest(
        "p1",
        new ToPushSource(body.get("push_source_name").asText()),
        To.ONLINE,
        Handling.STRICT,
        new TableReader(reader, json, 1_000, "df").read(false));
  }

  private static JsonNode read(String file) throws IOException {
    return new ObjectMapper().readTree(GOLDEN.resolve(file + ".json").toFile());
  }
}
