package dev.penstock.offline.embedded;

import static dev.penstock.offline.OfflineStoreSamples.definitions;
import static dev.penstock.offline.OfflineStoreSamples.field;
import static dev.penstock.offline.OfflineStoreSamples.longs;
import static dev.penstock.offline.OfflineStoreSamples.row;
import static dev.penstock.offline.OfflineStoreSamples.source;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.ValueType;
import dev.penstock.offline.OfflineStore;
import dev.penstock.offline.OfflineStoreContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Blob;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedOfflineStoreTest extends OfflineStoreContract {
  private static final EmbeddedOfflineConfig CONFIG =
      new EmbeddedOfflineConfig(64 << 20, 128 << 20, 1);
  private static final OffsetDateTime EPOCH =
      OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

  @TempDir Path directory;

  @Override
  protected OfflineStore open() {
    return EmbeddedOfflineStore.open(file(), CONFIG, (jobs, bytes, took) -> {});
  }

  @Override
  protected List<List<Object>> stored(String table, String... columns) throws Exception {
    var names = Arrays.stream(columns).map(Sql::name).collect(Collectors.joining(", "));
    var rows = new ArrayList<List<Object>>();
    // Within one process, DuckDB lets a file be opened again with the same options.
    try (var connection =
            DriverManager.getConnection("jdbc:duckdb:" + file(), Database.options(file(), CONFIG));
        var statement = connection.createStatement();
        var result =
            statement.executeQuery(
                "SELECT " + names + " FROM " + Sql.table(table) + " ORDER BY ts")) {
      while (result.next()) {
        var row = new ArrayList<Object>();
        for (int column = 1; column <= columns.length; column++) {
          row.add(plain(result.getObject(column)));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  @Test
  void rowsOutliveTheProcess() throws Exception {
    done(store.append(row(EVENTS, 1, longs(1))));
    done(store.close());

    store = open();
    done(store.prepare(definitions(EVENTS)));
    done(store.append(row(EVENTS, 2, longs(2))));

    assertThat(ids("events")).containsExactly(1L, 2L);
  }

  @Test
  void answeredRowsOutliveACrash() throws Exception {
    for (int push = 0; push < 20; push++) {
      done(store.append(row(EVENTS, push, longs(push))));
    }
    Path copy = Files.createDirectory(directory.resolve("copy"));
    for (String name : List.of("offline.duckdb", "offline.duckdb.wal")) {
      Files.copy(directory.resolve(name), copy.resolve(name));
    }

    var survivor =
        EmbeddedOfflineStore.open(
            copy.resolve("offline.duckdb"), CONFIG, (jobs, bytes, took) -> {});
    done(survivor.prepare(definitions(EVENTS)));
    long rows = done(survivor.exportParquet("events", copy.resolve("events.parquet")));
    done(survivor.close());

    assertThat(rows).isEqualTo(20);
  }

  @Test
  void aSecondOpeningOfTheFileIsRefused() {
    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            PushException.class,
            refused -> assertThat(refused.kind()).isEqualTo(FailureKind.INVALID))
        .hasMessageContaining(file().toString())
        .hasMessageContaining("another Penstock process");
  }

  @Test
  void anotherProcessIsRefused() throws Exception {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Opener.class.getName(),
                file().toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(said).contains(file().toString(), "in use by another Penstock process");
  }

  /// Opens a store as a process of its own.
  static final class Opener {
    public static void main(String[] arguments) {
      EmbeddedOfflineStore.open(Path.of(arguments[0]), CONFIG, (jobs, bytes, took) -> {});
    }
  }

  @Test
  void namesThatDifferOnlyInCaseAreRefused() throws Exception {
    var columns = source("s", field("A", ValueType.INT64), field("a", ValueType.INT64));

    assertInvalid(store.prepare(definitions(columns)), "\"A\"", "\"a\"", "case");
    assertInvalid(store.prepare(definitions(source("s"), source("S"))), "\"s\"", "\"S\"", "case");
  }

  @Test
  void timesOfParquetFilesBecomeSeconds() throws Exception {
    var times =
        source(
            "times",
            field("at", ValueType.UNIX_TIMESTAMP),
            field("all", ValueType.UNIX_TIMESTAMP_LIST),
            field("n", ValueType.INT64));
    done(store.prepare(definitions(times)));
    parquet(
        """
        SELECT TIMESTAMP_NS '1970-01-01 00:00:01' AS ts, NULL::TIMESTAMP AS created,
          TIMESTAMP '1969-12-31 23:59:59.5' AS at, [TIMESTAMP '1970-01-01 00:00:02'] AS "all",
          3::SMALLINT AS N
        """);

    done(store.importParquet("times", files));

    assertThat(stored("times", "ts", "at", "all", "n"))
        .containsExactly(List.of(1_000_000L, -1L, List.of(2L), 3L));
  }

  @Test
  void lossyTypesOfParquetFilesAreRefused() throws Exception {
    parquet("SELECT now() AS ts, now() AS created, 1.5::DOUBLE AS id");
    assertInvalid(store.importParquet("events", files), "\"id\"", "DOUBLE", "BIGINT");

    parquet("SELECT NULL::TIMESTAMP AS ts, now() AS created, 1 AS id");
    assertInvalid(store.importParquet("events", files), "no time");

    parquet("SELECT TIMESTAMP_NS '2020-01-01 00:00:00.000000001' AS ts, now() AS created, 1 AS id");
    assertInvalid(store.importParquet("events", files), "nanoseconds");

    assertThat(ids("events")).isEmpty();
  }

  private void parquet(String query) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute(
          "COPY (" + query + ") TO " + Sql.text(files.resolve("x.parquet")) + " (FORMAT parquet)");
    }
  }

  private Path file() {
    return directory.resolve("offline.duckdb");
  }

  private static Object plain(Object value) throws SQLException {
    return switch (value) {
      case null -> null;
      case OffsetDateTime time -> ChronoUnit.MICROS.between(EPOCH, time);
      case byte[] bytes -> HexFormat.of().formatHex(bytes);
      case Blob blob -> HexFormat.of().formatHex(blob.getBytes(1, (int) blob.length()));
      case Array array -> {
        var elements = new ArrayList<Object>();
        for (Object element : (Object[]) array.getArray()) {
          elements.add(plain(element));
        }
        yield elements;
      }
      default -> value;
    };
  }
}
