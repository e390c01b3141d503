package dev.penstock.feast.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.feast.proto.FeatureView;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.yaml.InvalidFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlRegistryTest {
  private static final Instant START = Instant.parse("2026-11-21T00:00:00Z");

  @TempDir private Path directory;
  private Instant now = START;
  private Path file;
  private SqlRegistryReader reader;

  @BeforeEach
  void open() throws Exception {
    var golden = Golden.DIRECTORY.resolve("registry-sql.sqlite");
    file = Files.copy(golden, directory.resolve("registry.sqlite"));
    reader = new SqlRegistryReader(config(file), Golden.SCOPE, (InstantSource) () -> now);
  }

  @AfterEach
  void close() {
    reader.close();
  }

  @Test
  void stateStaysWhileNothingChanges() {
    String first = reader.state();

    now = START.plusSeconds(700);

    assertThat(reader.state()).isEqualTo(first);
  }

  @Test
  void aChangeIsSeenAndRead() throws Exception {
    String first = reader.state();
    now = START.plusSeconds(30);

    rename("driver_stats", "renamed", true);

    assertThat(reader.state()).isNotEqualTo(first);
    assertThat(reader.read().definitions().views())
        .containsKey("renamed")
        .doesNotContainKey("driver_stats");
  }

  @Test
  void aSecondChangeWithinTheSameSecondIsSeen() throws Exception {
    String first = reader.state();
    rename("driver_stats", "once", true);
    String second = reader.state();

    rename("driver_flags", "twice", false);

    assertThat(reader.state()).isNotEqualTo(second).isNotEqualTo(first);
  }

  @Test
  void whatNoTimeTellsIsFoundWhenTheCacheExpires() throws Exception {
    String first = reader.state();
    now = START.plusSeconds(10);
    rename("driver_stats", "silent", false);
    String before = reader.state();

    now = START.plus(Duration.ofMinutes(10));

    assertThat(before).isEqualTo(first);
    assertThat(reader.state()).isNotEqualTo(first);
  }

  @Test
  void tablesOfEarlierReleasesMayBeMissing() throws Exception {
    execute("DROP TABLE label_views");

    assertThat(reader.read().definitions().views())
        .containsKey("driver_stats")
        .doesNotContainKey("driver_labels");
  }

  @Test
  void aDatabaseWithoutARegistryIsNamed() throws Exception {
    execute("DROP TABLE feature_views");

    assertThatThrownBy(reader::read)
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContaining("holds no registry of Feast");
  }

  @Test
  void aBrokenMessageIsNamed() throws Exception {
    execute("UPDATE feature_views SET feature_view_proto = x'ffffff'");

    assertThatThrownBy(reader::read)
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContaining("broken message");
  }

  @Test
  void aDatabaseThatIsAwayIsUnavailableUntilItIsBack() throws Exception {
    String first = reader.state();
    reader.close();
    Path away = Files.move(file, directory.resolve("away"));

    assertThatThrownBy(reader::state)
        .isInstanceOfSatisfying(
            PushException.class,
            failure -> assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE));
    assertThat(Files.move(away, file)).exists();
    assertThat(reader.state()).isEqualTo(first);
  }

  @Test
  void readingHoldsNobodyUp() throws Exception {
    var _ = reader.read();

    execute("BEGIN EXCLUSIVE; COMMIT");
  }

  private void rename(String from, String to, boolean timed) throws Exception {
    try (var connection = connection()) {
      byte[] message;
      try (var row =
          connection
              .createStatement()
              .executeQuery(
                  "SELECT feature_view_proto FROM feature_views WHERE feature_view_name = '"
                      + from
                      + "'")) {
        assertThat(row.next()).isTrue();
        message = row.getBytes(1);
      }
      var view = FeatureView.parseFrom(message).toBuilder();
      view.getSpecBuilder().setName(to);
      String time = timed ? ", last_updated_timestamp = last_updated_timestamp + 1" : "";
      var update =
          connection.prepareStatement(
              "UPDATE feature_views SET feature_view_proto = ?"
                  + time
                  + " WHERE feature_view_name = '"
                  + from
                  + "'");
      update.setBytes(1, view.build().toByteArray());
      assertThat(update.executeUpdate()).isOne();
    }
  }

  private void execute(String sql) throws SQLException {
    try (var connection = connection();
        var statement = connection.createStatement()) {
      var _ = statement.executeUpdate(sql);
    }
  }

  private Connection connection() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }

  private static RegistryConfig.Sql config(Path file) {
    return new RegistryConfig.Sql(
        "registry.sqlite",
        RegistryConfig.Dialect.SQLITE,
        "jdbc:sqlite:" + file,
        Map.of("open_mode", "1", "busy_timeout", "5000"),
        Duration.ofMinutes(10));
  }
}
