package dev.penstock.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.RenamedParquet;
import dev.penstock.model.FailureKind;
import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.PushException;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParquetTableTest {
  private static final String COLUMNS = "1 AS driver_id, {k: 2, l: [3]} AS nested, 4 AS renamed";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"", "DRIVER_ID", "Nested", "a\0b", "a\"b", "C2", "k", "renamed"})
  void everyNameIsKept(String name) throws Exception {
    var table = read(RenamedParquet.rename(file(COLUMNS), "renamed", name));

    assertThat(table.columns().stream().map(RawColumn::name))
        .containsExactly("driver_id", "nested", name);
    assertThat(table.column("driver_id").orElseThrow().integer(0)).isEqualTo(1);
    assertThat(table.column(name).orElseThrow().integer(0)).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"driver_id", "nested"})
  void aNameThatIsThereTwiceIsRefused(String name) throws Exception {
    byte[] twice = RenamedParquet.rename(file(COLUMNS), "renamed", name);

    assertThatThrownBy(() -> read(twice))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage("column '" + name + "' is there twice");
  }

  @Test
  void directoriesAddNoColumns() throws Exception {
    Path odd = Files.createDirectories(directory.resolve("stage=prod"));

    var table = read(odd.resolve("odd.parquet"), file(COLUMNS));

    assertThat(table.columns()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "PAR1", "driver_id\n1001\n", "PAR1 and more, but no end"})
  void whatIsNoParquetFileIsSaidToBeNone(String body) {
    assertThatThrownBy(() -> read(body.getBytes(UTF_8)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage("the body is no Parquet file");
  }

  @Test
  void aFooterThatIsDamagedIsToldWithoutPaths() {
    assertThatThrownBy(() -> read("PAR1 what is this \1\0\0\0PAR1".getBytes(UTF_8)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage(ParquetTable.DAMAGED);
  }

  @Test
  void aPageThatIsDamagedIsToldWithoutWordsOfTheStore() throws Exception {
    byte[] file = file("range AS driver_id, 'x' || range AS renamed FROM range(5000)");
    Arrays.fill(file, 100, 2_000, (byte) 0x55);

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage(ParquetTable.DAMAGED);
  }

  @Test
  void rowsThatTakeTooMuchMemoryAreNoDamage() throws Exception {
    byte[] file = file("range AS driver_id, repeat('x', 90000) || range AS note FROM range(3000)");

    assertThatThrownBy(() -> read(file))
        .isInstanceOfSatisfying(
            PushException.class,
            failure -> assertThat(failure.kind()).isEqualTo(FailureKind.TOO_LARGE))
        .hasMessageContaining("row groups");
  }

  @Test
  void whatTheBudgetRefusesIsNoDamage() throws Exception {
    byte[] file = file(COLUMNS);
    Path path = Files.write(directory.resolve("sent.parquet"), file);
    var refused = new PushException(FailureKind.OVERLOADED, "no more");

    assertThatThrownBy(() ->
            ParquetTable.read(
                path,
                10,
                bytes -> {
                  throw refused;
                }))
        .isSameAs(refused);
  }

  private RawTable read(byte[] content) throws IOException {
    return read(directory.resolve("sent.parquet"), content);
  }

  private static RawTable read(Path file, byte[] content) throws IOException {
    return ParquetTable.read(Files.write(file, content), 10_000, bytes -> {});
  }

  private byte[] file(String columns) throws SQLException, IOException {
    Path file = directory.resolve("made.parquet");
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute("COPY (SELECT " + columns + ") TO '" + file + "' (FORMAT parquet)");
    }
    return Files.readAllBytes(file);
  }
}
