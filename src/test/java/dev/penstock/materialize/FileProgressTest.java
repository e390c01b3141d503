package dev.penstock.materialize;

import static dev.penstock.materialize.Materializer.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.FailureKind;
import dev.penstock.model.Interval;
import dev.penstock.model.PushException;
import dev.penstock.work.DurableFile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileProgressTest {
  private final Vertx vertx = Vertx.vertx();
  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("data").resolve("materialized.json");
  }

  @AfterEach
  void close() throws Exception {
    done(vertx.close());
  }

  @Test
  void windowsOutliveTheProcessAndThoseThatTouchBecomeOne() throws Exception {
    var progress = done(FileProgress.open(vertx, file));
    done(progress.record("a", new Interval(10, 20)));
    done(progress.record("a", new Interval(40, 50)));
    done(progress.record("b", new Interval(1, 2)));
    done(progress.record("a", new Interval(20, 30)));

    var reopened = done(FileProgress.open(vertx, file));

    assertThat(windows(reopened, "a")).containsExactly(new Interval(10, 30), new Interval(40, 50));
    assertThat(windows(reopened, "b")).containsExactly(new Interval(1, 2));
    assertThat(windows(reopened, "c")).isEmpty();
  }

  @Test
  void windowsRecordedAtTheSameTimeAreAllKept() throws Exception {
    var progress = done(FileProgress.open(vertx, file));

    done(
        Future.all(
            LongStream.range(0, 50)
                .mapToObj(at -> progress.record("v" + at % 5, new Interval(10 * at, 10 * at + 1)))
                .toList()));

    var reopened = done(FileProgress.open(vertx, file));
    for (int view = 0; view < 5; view++) {
      assertThat(windows(reopened, "v" + view)).hasSize(10);
    }
  }

  @Test
  void aCrashBeforeTheFileIsReplacedLeavesTheOldOne() throws Exception {
    var progress = done(FileProgress.open(vertx, file));
    done(progress.record("a", new Interval(10, 20)));
    assertThat(Files.writeString(Path.of(file + DurableFile.PART), "{\"a\":[[10")).exists();

    var reopened = done(FileProgress.open(vertx, file));

    assertThat(windows(reopened, "a")).containsExactly(new Interval(10, 20));
    done(reopened.record("a", new Interval(20, 30)));
    assertThat(file).hasContent("{\"a\":[[10,30]]}");
  }

  @Test
  void aFileThatSaysSomethingElseIsRefused() throws Exception {
    assertThat(Files.createDirectories(file.getParent())).exists();
    assertThat(Files.writeString(file, "[]")).exists();

    assertThatThrownBy(() -> done(FileProgress.open(vertx, file)))
        .isInstanceOfSatisfying(
            PushException.class,
            refused -> assertThat(refused.kind()).isEqualTo(FailureKind.INVALID))
        .hasMessageContaining(file.toString());
  }

  private static List<Interval> windows(FileProgress progress, String view) throws Exception {
    return done(progress.done(List.of(view))).get(view);
  }
}
