package dev.penstock.registry;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.Definitions;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class DefinitionsReloadTest {
  private static final String FIRST = "project: shop";
  private static final String SECOND = "project: shop\nentities:\n  - {name: customer}";

  private final Told told = new Told();

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void firstDefinitions() throws IOException {
    file = directory.resolve("definitions.yaml");
    write(FIRST);
  }

  @Test
  void goodFileReplacesWhatRuns(Vertx vertx) throws Exception {
    var holder = open(vertx);
    write(SECOND);

    var loaded = holder.reload().await(5, SECONDS);

    assertThat(loaded.version()).isEqualTo(2);
    assertThat(holder.current().entities()).containsKey("customer");
    assertThat(holder.lastFailure()).isEmpty();
  }

  @Test
  void badFileKeepsWhatRunsAndIsRemembered(Vertx vertx) throws Exception {
    var holder = open(vertx);
    write("project: [");

    assertThatThrownBy(() -> holder.reload().await(5, SECONDS)).hasMessageContaining("not YAML");

    assertThat(holder.current().entities()).isEmpty();
    assertThat(holder.lastFailure().orElseThrow().reason()).contains("not YAML");
  }

  @Test
  void failingPreparationKeepsWhatRuns(Vertx vertx) throws Exception {
    var holder =
        open(vertx, new Preparation(DefinitionsReloadTest::succeed, DefinitionsReloadTest::refuse));
    write(SECOND);

    assertThatThrownBy(() -> holder.reload().await(5, SECONDS)).hasMessageContaining("contradicts");

    assertThat(holder.loaded().version()).isEqualTo(1);
    assertThat(holder.lastFailure().orElseThrow().reason()).isEqualTo("the store contradicts");
  }

  @Test
  void nobodyPreparesWhatAnotherRefuses(Vertx vertx) throws Exception {
    List<Definitions> prepared = new CopyOnWriteArrayList<>();
    var holder =
        open(
            vertx,
            new Preparation(
                DefinitionsReloadTest::succeed,
                definitions -> {
                  prepared.add(definitions);
                  return Future.succeededFuture();
                }),
            new Preparation(DefinitionsReloadTest::refuse, DefinitionsReloadTest::succeed));
    write(SECOND);

    assertThatThrownBy(() -> holder.reload().await(5, SECONDS)).hasMessageContaining("contradicts");

    assertThat(prepared).containsExactly(holder.current());
  }

  @Test
  void anotherProjectIsNotReloaded(Vertx vertx) throws Exception {
    var holder = open(vertx);
    write("project: other");

    assertThatThrownBy(() -> holder.reload().await(5, SECONDS))
        .hasMessageContainingAll("\"other\"", "\"shop\"", "restart");

    assertThat(holder.current().project()).isEqualTo("shop");
  }

  @Test
  void manyRequestsShareReloads(Vertx vertx) throws Exception {
    var holder = open(vertx);

    var requests = IntStream.range(0, 100).mapToObj(n -> holder.reload()).toList();
    Future.all(requests).await(5, SECONDS);

    assertThat(holder.loaded().version()).isBetween(2, 100);
    assertThat(requests.stream().distinct().count()).isLessThan(100);
  }

  @Test
  void eachReloadIsToldOnceHoweverManyAskedForIt(Vertx vertx) throws Exception {
    var holder = open(vertx);
    write("project: [");

    var requests = IntStream.range(0, 10).mapToObj(n -> holder.reload()).toList();
    var _ = Future.join(requests).otherwiseEmpty().await(5, SECONDS);

    assertThat(told.loads.get()).isOne();
    assertThat(told.failures.get()).isEqualTo((int) requests.stream().distinct().count());
  }

  @Test
  void aChangeThatCannotBeUsedYetIsTriedAgain(Vertx vertx) throws Exception {
    var tries = new CountDownLatch(3);
    try (var watcher = watcher(vertx)) {
      watcher.start(() -> {
        tries.countDown();
        return Future.failedFuture(new PushException(FailureKind.UNAVAILABLE, "no store yet"));
      });

      write(SECOND);

      assertThat(tries.await(5, SECONDS)).isTrue();
    }
  }

  @Test
  void fileRenamedOverTheWatchedOneIsSeen(Vertx vertx) throws Exception {
    var changed = new CountDownLatch(1);
    try (var watcher = watcher(vertx)) {
      watcher.start(() -> {
        changed.countDown();
        return Future.succeededFuture();
      });
      var other = Files.writeString(directory.resolve("other"), SECOND);

      Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);

      assertThat(changed.await(5, SECONDS)).isTrue();
    }
  }

  private DefinitionsWatcher watcher(Vertx vertx) {
    return new DefinitionsWatcher(
        vertx, DefinitionsSource.ofFile(file)::state, Duration.ofMillis(10));
  }

  private DefinitionsHolder open(Vertx vertx, Preparation... preparations) throws Exception {
    return DefinitionsHolder.open(
            vertx,
            () -> DefinitionsFile.read(file),
            List.of(preparations),
            InstantSource.system(),
            told)
        .await(5, SECONDS);
  }

  private static Future<Void> succeed(Definitions definitions) {
    return Future.succeededFuture();
  }

  private static Future<Void> refuse(Definitions definitions) {
    return definitions.entities().isEmpty()
        ? Future.succeededFuture()
        : Future.failedFuture("the store contradicts");
  }

  private static final class Told implements ReloadListener {
    private final AtomicInteger loads = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();

    @Override
    public void loaded(DefinitionsHolder.Loaded loaded) {
      loads.incrementAndGet();
    }

    @Override
    public void failed() {
      failures.incrementAndGet();
    }
  }

  private void write(String yaml) throws IOException {
    var written = Files.writeString(file, yaml);
    assertThat(written).exists();
  }
}
