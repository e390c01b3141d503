package dev.penstock.offline;

import dev.penstock.model.OnlineRows;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The newest rows of a view, chunk by chunk; nothing is read ahead of what was asked for but a
/// bounded buffer. Not for several callers at once.
public interface NewestScan {

  /// The next rows; empty after the last.
  ///
  /// - **Fails** as [History#newest(NewestRequest)] does.
  Future<Optional<Chunk>> next();

  /// How many rows are still to come after the last chunk, about; empty where the store cannot
  /// tell. To be asked between a chunk and the call for the next one.
  default OptionalLong remaining() {
    return OptionalLong.empty();
  }

  /// Lets go of the store; to be called in any case.
  Future<Void> close();

  /// Some of the newest rows.
  ///
  /// Rejected is each newest row with a value that is none of its feature's type. Rows of the
  /// window that lack a part of their key are rejected too, whether newest or not, and so are rows
  /// without a time, which belong to every window; they are told once, in the first chunk of a scan
  /// that goes on after no other.
  ///
  /// @param rows without those that are rejected; perhaps none
  /// @param rejected rows that cannot be stored online, such as those without a key: how many
  /// @param reasons of some of them, for people
  /// @param position what another scan has to continue after
  record Chunk(OnlineRows rows, int rejected, List<String> reasons, String position) {
    public Chunk {
      reasons = List.copyOf(reasons);
    }
  }
}
