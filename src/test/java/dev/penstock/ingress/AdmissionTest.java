package dev.penstock.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.ingress.Admission.Permit;
import dev.penstock.model.PushException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  @Test
  void refusesOneRequestTooMany() {
    var admission = new Admission(1, 100);
    var permit = admission.enter();

    assertThatThrownBy(admission::enter)
        .isInstanceOf(PushException.class)
        .hasMessageContaining("http.maxInFlight)");

    permit.leave();
    admission.enter().leave();
    assertThat(admission.requests()).isZero();
  }

  @Test
  void whatGoesOnAfterTheAnswerTakesNoRoom() {
    var admission = new Admission(1, 100);
    var late = admission.enter();
    late.leave();

    assertThatThrownBy(() -> late.grow(60)).hasMessageContaining("answered already");

    var next = admission.enter();
    next.grow(100);
    next.leave();
  }

  @Property(tries = 500)
  void allRoomIsGivenBack(@ForAll @Size(max = 30) List<@IntRange(max = 60) Integer> sizes) {
    var admission = new Admission(10, 100);
    var permits = new ArrayList<Permit>();
    for (int size : sizes) {
      try {
        var permit = admission.enter();
        permits.add(permit);
        permit.grow(size);
      } catch (PushException full) {
        assertThat(full).hasMessageContaining("in flight");
      }
    }

    permits.forEach(Permit::leave);

    assertThat(admission.requests()).isZero();
    var whole = admission.enter();
    whole.grow(100);
    assertThatThrownBy(() -> whole.grow(1)).isInstanceOf(PushException.class);
  }
}
