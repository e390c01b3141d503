package dev.penstock.online.embedded;

import static dev.penstock.model.Precedence.PUSH;
import static dev.penstock.online.OnlineStoreSamples.VIEW;
import static dev.penstock.online.OnlineStoreSamples.definitions;
import static dev.penstock.online.OnlineStoreSamples.row;
import static dev.penstock.online.OnlineStoreSamples.view;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.config.OnlineConfig;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.ValueType;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.OnlineStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedOnlineStoreTest extends OnlineStoreContract {
  private static final OnlineConfig.Embedded CONFIG =
      new OnlineConfig.Embedded(64 << 20, 8 << 20, 8 << 20, 64, 2);

  @TempDir Path directory;

  @Override
  protected OnlineStore open() {
    return EmbeddedOnlineStore.open(directory, CONFIG, (jobs, bytes, took) -> {});
  }

  @Test
  void rowsOutliveTheProcess() throws Exception {
    done(store.upsert(row(VIEW, "a", 1, 1, bytes(1), bytes(2)), PUSH));
    done(store.close());

    store = open();
    done(store.prepare(definitions(VIEW)));

    assertThat(value(read(VIEW, "a"), 1)).containsExactly(2);
  }

  @Test
  void aSecondOpeningOfTheDirectoryIsRefused() {
    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            PushException.class,
            refused -> assertThat(refused.kind()).isEqualTo(FailureKind.INVALID))
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("another Penstock process");
  }

  @Test
  void everyContradictionIsNamedAndNothingChanges() throws Exception {
    done(store.upsert(row(VIEW, "a", 1, 1, bytes(1), bytes(2)), PUSH));
    var changed =
        definitions(view("new", "f0"), view("view", ValueType.INT64, ValueType.STRING, "f0", "f1"));

    var verified = store.verify(changed);
    var prepared = store.prepare(changed);

    assertThatThrownBy(() -> done(verified)).hasMessageContaining("\"f0\" is stored as INT64");
    assertThatThrownBy(() -> done(prepared))
        .hasMessageContaining("join keys are stored as {id=STRING}, defined as {id=INT64}")
        .hasMessageContaining("feature \"f0\" is stored as INT64, defined as STRING")
        .hasMessageContaining("feature \"f1\" is stored as INT64, defined as STRING")
        .hasMessageContaining("Rename");
    assertThat(value(read(VIEW, "a"), 0)).containsExactly(1);
  }

  @Test
  void viewsThatAreNotDefinedAreToldAndKept() throws Exception {
    done(store.upsert(row(VIEW, "a", 1, 1, bytes(1), bytes(2)), PUSH));

    assertThat(done(store.undefined(definitions(VIEW, view("other", "f0"))))).isEmpty();
    assertThat(done(store.undefined(definitions(view("other", "f0"))))).containsExactly("view");
    assertThat(value(read(VIEW, "a"), 0)).containsExactly(1);
  }

  @Test
  void aFaultyPushDoesNotFailItsNeighbours() throws Exception {
    var faulty = store.upsert(row(view("unknown", "f0"), "a", 1, 1, bytes(1)), PUSH);
    var sound = store.upsert(row(VIEW, "a", 1, 1, bytes(1), bytes(2)), PUSH);

    assertThat(done(sound).written()).isEqualTo(1);
    assertThatThrownBy(() -> done(faulty)).hasMessageContaining("unknown");
  }

  @Test
  void closingTwiceIsHarmlessAndAClosedStoreRefuses() throws Exception {
    done(store.close());
    done(store.close());

    assertThatThrownBy(() -> done(store.check())).hasMessageContaining("being closed");
  }
}
