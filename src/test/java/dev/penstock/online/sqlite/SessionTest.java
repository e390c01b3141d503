package dev.penstock.online.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTest {
  private static final int EXTRA = 3;

  @TempDir Path directory;

  @Test
  void whatIsCommittedSurvivesAPowerFailure() throws Exception {
    try (var session = Session.open(directory.resolve("online.db"), Duration.ofMillis(1_234))) {
      assertThat(number(session, "PRAGMA synchronous")).isEqualTo(EXTRA);
      assertThat(number(session, "PRAGMA busy_timeout")).isEqualTo(1_234);
    }
  }

  @Test
  void statementsThatWereNotUsedForLongAreDropped() throws Exception {
    try (var session = Session.open(directory.resolve("online.db"), Duration.ofSeconds(1))) {
      var kept = session.statement("SELECT 0");
      var dropped = session.statement("SELECT 1");
      for (int number = 2; number < 200; number++) {
        assertThat(number(session, "SELECT " + number)).isEqualTo(number);
        assertThat(number(session, "SELECT 0")).isZero();
      }

      assertThat(session.statement("SELECT 0")).isSameAs(kept);
      assertThat(session.statement("SELECT 1")).isNotSameAs(dropped);
      assertThat(dropped.isClosed()).isTrue();
    }
  }

  private static int number(Session session, String text) throws SQLException {
    try (var answer = session.statement(text).executeQuery()) {
      assertThat(answer.next()).isTrue();
      return answer.getInt(1);
    }
  }
}
