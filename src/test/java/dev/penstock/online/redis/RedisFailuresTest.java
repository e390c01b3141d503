package dev.penstock.online.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.FailureKind;
import java.net.ConnectException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisFailuresTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          OOM command not allowed when used memory > 'maxmemory'.                   | STORE_FULL
          ERR Error running script (call to f_1): @user_script:9: -OOM command not  | STORE_FULL
          LOADING Redis is loading the dataset in memory                            | UNAVAILABLE
          READONLY You can't write against a read only replica.                     | UNAVAILABLE
          CLUSTERDOWN Hash slot not served                                          | UNAVAILABLE
          MASTERDOWN Link with MASTER is down and replica-serve-stale-data is 'no'. | UNAVAILABLE
          MISCONF Redis is configured to save RDB snapshots                         | UNAVAILABLE
          ERR max number of clients reached                                         | UNAVAILABLE
          NOAUTH Authentication required.                                           | STORE_DENIED
          WRONGPASS invalid username-password pair or user is disabled.             | STORE_DENIED
          NOPERM this user has no permissions to run the 'evalsha' command          | STORE_DENIED
          ERR AUTH <password> called without any password configured                | STORE_DENIED
          DENIED Redis is running in protected mode                                 | STORE_DENIED
          WRONGTYPE Operation against a key holding the wrong kind of value         | ROW_REFUSED
          CROSSSLOT Keys in request don't hash to the same slot                     | DEFECT
          ERR unknown command                                                       | DEFECT
          """)
  void anErrorOfTheServerHasItsKind(String error, FailureKind kind) {
    assertThat(RedisFailures.told("redis", error).kind()).isEqualTo(kind);
  }

  @Test
  void whatHappensToAConnectionHasItsKind() {
    var refused = RedisFailures.lost("redis", new ConnectException("refused"));

    assertThat(refused).hasMessage("redis is unavailable: refused");
    assertThat(refused.kind()).isEqualTo(FailureKind.UNAVAILABLE);
    assertThat(RedisFailures.lost("redis", new TimeoutException()).kind())
        .isEqualTo(FailureKind.TIMEOUT);
  }

  @Test
  void aFailureWithAKindKeepsIt() {
    var known = RedisFailures.told("redis", "OOM command not allowed");

    assertThat(RedisFailures.lost("redis", known)).isSameAs(known);
  }
}
