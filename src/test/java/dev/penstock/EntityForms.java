package dev.penstock;

import dev.penstock.RideHistory.Asked;
import dev.penstock.model.TableFormat;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Entities in every form that they are sent in, and rows in every form that they are answered in.
final class EntityForms {
  private EntityForms() {}

  /// A row of an answer; null where there is none.
  record Row(String label, Long rider, String time, Double fare, String note) {}

  static JsonObject columns(List<Asked> entities) {
    var labels = new JsonArray();
    var riders = new JsonArray();
    var times = new JsonArray();
    for (var row : entities) {
      labels.add(row.label());
      riders.add(row.rider());
      times.add(row.time());
    }
    return new JsonObject()
        .put("label", labels)
        .put("rider_id", riders)
        .put("event_timestamp", times);
  }

  static byte[] written(TableFormat format, List<Asked> entities, Path directory) throws Exception {
    return switch (format) {
      case JSON ->
          utf8(
              new JsonObject()
                  .put("features", new JsonArray().add("of_rider:fare").add("of_rider:note"))
                  .put("entities", columns(entities))
                  .encode());
      case LINES -> {
        var text = new StringBuilder();
        for (var row : entities) {
          text.append(
                  new JsonObject()
                      .put("label", row.label())
                      .put("rider_id", row.rider())
                      .put("event_timestamp", row.time())
                      .encode())
              .append("\n");
        }
        yield utf8(text.toString());
      }
      case CSV -> {
        var text = new StringBuilder("label,rider_id,event_timestamp\r\n");
        for (var row : entities) {
          text.append('"')
              .append(row.label().replace("\"", "\"\""))
              .append("\",")
              .append(row.rider() == null ? "" : row.rider())
              .append(',')
              .append(row.time())
              .append("\r\n");
        }
        yield utf8(text.toString());
      }
      case PARQUET -> parquet(entities, directory);
    };
  }

  private static byte[] parquet(List<Asked> entities, Path directory) throws Exception {
    Path file = directory.resolve("entities.parquet");
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE e (label VARCHAR, rider_id INTEGER, event_timestamp TIMESTAMP_NS)");
      try (var insert = connection.prepareStatement("INSERT INTO e VALUES (?, ?, ?)")) {
        for (var row : entities) {
          insert.setString(1, row.label());
          insert.setObject(2, row.rider());
          insert.setString(3, row.time().replace("T", " ").replace("Z", ""));
          insert.addBatch();
        }
        insert.executeBatch();
      }
      statement.execute("COPY e TO '" + file + "' (FORMAT parquet)");
      return Files.readAllBytes(file);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  static List<Row> read(TableFormat format, byte[] answer, Path directory) throws Exception {
    return switch (format) {
      case JSON -> columns(new JsonObject(text(answer)));
      case LINES -> text(answer).lines().map(JsonObject::new).map(EntityForms::row).toList();
      case CSV -> {
        var rows = new ArrayList<Row>();
        try (var csv =
            de.siegmar.fastcsv.reader.CsvReader.builder()
                .ofNamedCsvRecord(new StringReader(text(answer)))) {
          csv.forEach(line -> {
            String fare = line.getField("fare");
            String rider = line.getField("rider_id");
            rows.add(
                new Row(
                    line.getField("label"),
                    rider.isEmpty() ? null : Long.valueOf(rider),
                    line.getField("event_timestamp"),
                    fare.isEmpty() ? null : Double.valueOf(fare),
                    line.getField("note").isEmpty() ? null : line.getField("note")));
          });
        } catch (IOException failure) {
          throw new UncheckedIOException(failure);
        }
        yield rows;
      }
      case PARQUET -> {
        Path file = Files.write(directory.resolve("answer.parquet"), answer);
        var rows = new ArrayList<Row>();
        try (var connection = DriverManager.getConnection("jdbc:duckdb:");
            var statement = connection.createStatement();
            var found =
                statement.executeQuery(
                    "SELECT label, rider_id, strftime(event_timestamp AT TIME ZONE 'UTC',"
                        + " '%Y-%m-%dT%H:%M:%SZ'), fare, note FROM '"
                        + file
                        + "'")) {
          while (found.next()) {
            rows.add(
                new Row(
                    found.getString(1),
                    (Long) found.getObject(2),
                    found.getString(3),
                    (Double) found.getObject(4),
                    found.getString(5)));
          }
        }
        yield rows;
      }
    };
  }

  /// The columns of a Parquet answer with their types.
  static List<String> types(Path parquet) throws SQLException {
    var types = new ArrayList<String>();
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement();
        ResultSet found = statement.executeQuery("DESCRIBE FROM '" + parquet + "'")) {
      while (found.next()) {
        types.add(found.getString(1) + " " + found.getString(2));
      }
    }
    return types;
  }

  private static List<Row> columns(JsonObject answer) {
    var results = answer.getJsonArray("results");
    var rows = new ArrayList<Row>();
    int count = results.getJsonObject(0).getJsonArray("values").size();
    for (int row = 0; row < count; row++) {
      int at = row;
      var values =
          results.stream()
              .map(column -> ((JsonObject) column).getJsonArray("values").getValue(at))
              .toList();
      rows.add(
          row(
              new JsonObject()
                  .put("label", values.get(0))
                  .put("rider_id", values.get(1))
                  .put("event_timestamp", values.get(2))
                  .put("fare", values.get(3))
                  .put("note", values.get(4))));
    }
    return rows;
  }

  private static Row row(JsonObject line) {
    return new Row(
        line.getString("label"),
        line.getLong("rider_id"),
        line.getString("event_timestamp").replace(".000000Z", "Z"),
        line.getDouble("fare"),
        line.getString("note"));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
