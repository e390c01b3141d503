package dev.penstock.ingress;

import dev.penstock.model.LetterFate;
import dev.penstock.model.LetterRange;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Topics of dead letters: records that could not be stored, with the reason. They may be stored
/// now.
public interface DeadLetterTopics {

  /// What a topic holds.
  ///
  /// @param ranges one for each partition with letters
  /// @param views that the letters may be for
  record Found(List<LetterRange> ranges, List<String> views) {
    public Found {
      ranges = List.copyOf(ranges);
      views = List.copyOf(views);
    }
  }

  /// Looks which letters a topic holds now.
  ///
  /// - **Fails** with `INVALID` when it is no topic of dead letters, or is not there; with
  ///   `UNAVAILABLE` when nobody can tell.
  ///
  /// @param since least time at which a letter was sent there, in microseconds since the epoch, UTC
  /// @param until greatest such time
  Future<Found> find(String topic, OptionalLong since, OptionalLong until);

  /// Begins to try letters again.
  ///
  /// @param ranges of the topic, as they were found or are left
  Future<Letters> open(String topic, List<LetterRange> ranges);

  /// Letters that are tried again, batch by batch in the order of each partition.
  interface Letters {
    /// Tries the next letters; empty after the last. A letter that was stored before, in this pass
    /// or an earlier one, adds nothing to history.
    ///
    /// - **Fails** when letters cannot be read, or a store fails for other reasons than the rows.
    ///   Some of them may be stored then; they are to be tried again.
    Future<Optional<Tried>> next();

    /// Lets go of the topic; to be called in any case, and not before [#next()] has ended.
    Future<Void> close();
  }

  /// What became of some letters, of which there may be none when they are long in coming.
  ///
  /// @param left what is to be tried after them
  record Tried(List<LetterFate> fates, List<LetterRange> left) {
    public Tried {
      fates = List.copyOf(fates);
      left = List.copyOf(left);
    }
  }
}
