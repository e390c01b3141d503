package dev.penstock.feast.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import dev.penstock.feast.proto.FeatureView;
import dev.penstock.feast.proto.FeatureViewMeta;
import dev.penstock.feast.proto.FeatureViewState;
import dev.penstock.feast.proto.Registry;
import dev.penstock.feast.registry.RegistryConfig.Dialect;
import dev.penstock.model.FailureKind;
import dev.penstock.model.Interval;
import dev.penstock.model.PushException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryWriterTest {
  private static final String VIEW = "driver_stats";
  private static final String PROJECT = Golden.SCOPE.project();
  private static final Interval WINDOW =
      new Interval(1_700_000_000_000_001L, 1_700_000_100_000_000L);
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00.000001Z");
  // An unknown field of the registry and one of a view's meta, numbers 1000 and 1001.
  private static final byte[] UNKNOWN = {(byte) 0xC2, 0x3E, 1, 'x'};

  @TempDir private Path directory;
  private Path file;
  private Path database;

  @BeforeEach
  void copy() throws Exception {
    file = directory.resolve("registry.db");
    byte[] golden = Files.readAllBytes(Golden.FILE);
    byte[] whole = Arrays.copyOf(golden, golden.length + UNKNOWN.length);
    System.arraycopy(UNKNOWN, 0, whole, golden.length, UNKNOWN.length);
    file = Files.write(file, whole);
    database =
        Files.copy(
            Golden.DIRECTORY.resolve("registry-sql.sqlite"), directory.resolve("registry.sqlite"));
  }

  @Test
  void aWindowIsAppendedToTheFileAndFound() {
    var writer = fileWriter();
    var before = windows(writer, VIEW);

    writer.record(VIEW, WINDOW);
    writer.record(VIEW, WINDOW);

    var expected = new ArrayList<>(before);
    expected.addAll(List.of(WINDOW, WINDOW));
    assertThat(windows(writer, VIEW)).isEqualTo(expected);
  }

  @Test
  void nothingElseOfTheFileChanges() throws Exception {
    byte[] before = Files.readAllBytes(file);

    fileWriter().record(VIEW, WINDOW);

    byte[] after = Files.readAllBytes(file);
    assertThat(Fingerprint.of(Registry.parseFrom(after)))
        .isEqualTo(Fingerprint.of(Registry.parseFrom(before)));
    var registry = Registry.parseFrom(after);
    assertThat(registry.getVersionId()).isNotEqualTo(Registry.parseFrom(before).getVersionId());
    assertThat(registry.getLastUpdated().getSeconds()).isEqualTo(NOW.getEpochSecond());
    assertThat(registry.getUnknownFields().hasField(1000)).isTrue();
    var kept = WireMessage.of(after).without(4).without(5).without(6).bytes();
    assertThat(kept).isEqualTo(WireMessage.of(before).without(4).without(5).without(6).bytes());
    var views = WireMessage.of(after).all(6);
    var viewsBefore = WireMessage.of(before).all(6);
    assertThat(
            IntStream.range(0, views.size())
                .filter(at -> !Arrays.equals(views.get(at), viewsBefore.get(at))))
        .hasSize(1);
    var meta = meta(after);
    assertThat(meta.getState()).isEqualTo(FeatureViewState.AVAILABLE_ONLINE);
    assertThat(meta.getLastUpdatedTimestamp())
        .isEqualTo(Timestamp.newBuilder().setSeconds(NOW.getEpochSecond()).setNanos(1_000).build());
    assertThat(meta.getCreatedTimestamp()).isEqualTo(meta(before).getCreatedTimestamp());
  }

  @Test
  void aLinkIsWrittenThrough() throws Exception {
    Path shared = Files.createDirectory(directory.resolve("shared"));
    Path target = Files.move(file, shared.resolve("target.db"));
    Path between = Files.createSymbolicLink(directory.resolve("between.db"), target);
    file = Files.createSymbolicLink(file, Path.of("between.db"));

    fileWriter().record(VIEW, WINDOW);

    assertThat(file).isSymbolicLink();
    assertThat(between).isSymbolicLink();
    assertThat(IntervalEdit.intervals(Files.readAllBytes(target), PROJECT, List.of(VIEW)).get(VIEW))
        .contains(WINDOW);
  }

  @Test
  void theFileInALinkedDirectoryIsWritten() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("linked"), directory);
    Path target = file;
    file = link.resolve("registry.db");

    fileWriter().record(VIEW, WINDOW);

    assertThat(link).isSymbolicLink();
    assertThat(IntervalEdit.intervals(Files.readAllBytes(target), PROJECT, List.of(VIEW)).get(VIEW))
        .contains(WINDOW);
  }

  @Test
  void aLinkToNothingIsUnavailableAndStays() throws Exception {
    Path target = Files.move(file, directory.resolve("target.db"));
    file = Files.createSymbolicLink(file, target);
    byte[] registry = Files.readAllBytes(target);
    Files.delete(target);

    assertUnavailable(() -> fileWriter().record(VIEW, WINDOW));

    assertThat(file).isSymbolicLink();
    var _ = Files.write(target, registry);
    fileWriter().record(VIEW, WINDOW);
    assertThat(windows(fileWriter(), VIEW)).contains(WINDOW);
  }

  @Test
  void aFileThatIsNotThereIsUnavailableAndNotMade() throws Exception {
    Files.delete(file);

    assertUnavailable(() -> fileWriter().record(VIEW, WINDOW));

    assertThat(file).doesNotExist();
  }

  @Test
  void processesThatRecordAtOnceLoseNothing() throws Exception {
    int before = windows(fileWriter(), VIEW).size();
    var all =
        IntStream.range(0, 8)
            .mapToObj(at -> CompletableFuture.runAsync(() -> fileWriter().record(VIEW, WINDOW)))
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(all).get(60, TimeUnit.SECONDS);

    assertThat(windows(fileWriter(), VIEW)).hasSize(before + 8);
  }

  /// Feast cuts the file off when it opens it, and writes it a while later. Who has read the
  /// registry before overwrites what was recorded since, which nobody can prevent; what Feast has
  /// written is never lost.
  @Test
  void whatFeastWritesMeanwhileIsKept() throws Exception {
    byte[] whole = Files.readAllBytes(file);
    byte[] changed = tagged(whole, "feast");
    for (int round = 0; round < 12; round++) {
      var later = CompletableFuture.delayedExecutor(20L * round, TimeUnit.MILLISECONDS);
      var feast = CompletableFuture.runAsync(() -> writeAsFeast(changed), later);
      var recorded = CompletableFuture.runAsync(() -> fileWriter().record(VIEW, WINDOW));
      recorded.get(30, TimeUnit.SECONDS);
      feast.get(30, TimeUnit.SECONDS);

      assertThat(Registry.parseFrom(Files.readAllBytes(file)).getFeatureViewsList())
          .hasSameSizeAs(Registry.parseFrom(changed).getFeatureViewsList())
          .allMatch(view -> view.getSpec().containsTags("by"));
      file = Files.write(file, whole);
    }
  }

  /// A process of Feast may still write into the file that has been replaced, and next into the one
  /// in its place.
  @Test
  void theLastOfWhatFeastWritesIsKept() throws Exception {
    byte[] whole = Files.readAllBytes(file);
    var recorded = new CompletableFuture<Void>();
    try (var replaced = FileChannel.open(file, StandardOpenOption.WRITE)) {
      Object before = key(file);
      Thread.ofVirtual()
          .start(() -> {
            fileWriter().record(VIEW, WINDOW);
            recorded.complete(null);
          });
      while (key(file).equals(before)) {
        Thread.onSpinWait();
      }
      int _ = replaced.truncate(0).write(ByteBuffer.wrap(tagged(whole, "first")));
      writeAsFeast(tagged(whole, "last"));
    }
    recorded.get(30, TimeUnit.SECONDS);

    assertThat(Registry.parseFrom(Files.readAllBytes(file)).getFeatureViewsList())
        .allSatisfy(view -> assertThat(view.getSpec().getTagsMap()).containsEntry("by", "last"));
    assertThat(windows(fileWriter(), VIEW)).contains(WINDOW);
  }

  @Test
  void aViewThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> fileWriter().record("nowhere", WINDOW))
        .isInstanceOfSatisfying(
            PushException.class,
            failure -> assertThat(failure.kind()).isEqualTo(FailureKind.FEATURE_VIEW_NOT_FOUND));
    assertThat(windows(fileWriter(), "nowhere")).isEmpty();
  }

  @Test
  void aWindowIsAppendedToTheTableAndSeenByReaders() throws Exception {
    var writer = sqlWriter();
    int before = windows(writer, VIEW).size();

    writer.record(VIEW, WINDOW);

    assertThat(windows(writer, VIEW)).hasSize(before + 1).endsWith(WINDOW);
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        var row =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT f.feature_view_proto, f.last_updated_timestamp, m.metadata_value"
                        + " FROM feature_views f JOIN feast_metadata m USING (project_id)"
                        + " WHERE feature_view_name = 'driver_stats'"
                        + " AND metadata_key = 'last_updated_timestamp'")) {
      assertThat(row.next()).isTrue();
      assertThat(FeatureView.parseFrom(row.getBytes(1)).getMeta().getState())
          .isEqualTo(FeatureViewState.AVAILABLE_ONLINE);
      assertThat(row.getLong(2)).isEqualTo(NOW.getEpochSecond());
      assertThat(row.getString(3)).isEqualTo(Long.toString(NOW.getEpochSecond()));
    }
  }

  @Test
  void processesThatRecordInATableAtOnceLoseNothing() throws Exception {
    int before = windows(sqlWriter(), VIEW).size();
    var all =
        IntStream.range(0, 8)
            .mapToObj(at -> CompletableFuture.runAsync(() -> sqlWriter().record(VIEW, WINDOW)))
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(all).get(60, TimeUnit.SECONDS);

    assertThat(windows(sqlWriter(), VIEW)).hasSize(before + 8);
  }

  private void assertUnavailable(ThrowingCallable recording) {
    assertThatThrownBy(recording)
        .isInstanceOfSatisfying(
            PushException.class,
            failure -> assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE))
        .hasMessageContaining(file.toString());
  }

  private static FeatureViewMeta meta(byte[] registry) throws Exception {
    return FeatureView.parseFrom(IntervalEdit.view(registry, PROJECT, VIEW).orElseThrow())
        .getMeta();
  }

  /// Tells apart files that have the same name one after the other.
  private static Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private static byte[] tagged(byte[] registry, String by) {
    try {
      var changed = Registry.parseFrom(registry).toBuilder();
      changed.getFeatureViewsBuilderList().forEach(view -> view.getSpecBuilder().putTags("by", by));
      return changed.build().toByteArray();
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private void writeAsFeast(byte[] content) {
    try (var out =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
      int half = out.write(ByteBuffer.wrap(content, 0, content.length / 2));
      Thread.sleep(30);
      int _ = out.write(ByteBuffer.wrap(content, half, content.length - half));
      out.force(true);
    } catch (IOException | InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private RegistryWriter fileWriter() {
    return new FileRegistryWriter(file, PROJECT, InstantSource.fixed(NOW), RegistryWriter.PATIENCE);
  }

  private RegistryWriter sqlWriter() {
    var config =
        new RegistryConfig.Sql(
            "registry.sqlite",
            Dialect.SQLITE,
            "jdbc:sqlite:" + database,
            Map.of("open_mode", "1", "busy_timeout", "20000"),
            Duration.ofMinutes(10));
    return new SqlRegistryWriter(config, PROJECT, InstantSource.fixed(NOW));
  }

  private static List<Interval> windows(RegistryWriter writer, String view) {
    return writer.intervals(List.of(view)).getOrDefault(view, List.of());
  }
}
