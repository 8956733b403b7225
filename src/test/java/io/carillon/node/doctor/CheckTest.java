package io.carillon.node.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckTest {
    @Test
    void aCheckThatCrashesIsAFinding() {
        StringWriter out = new StringWriter();
        Check crashes = new Check() {
            @Override
            public String title() {
                return "moon";
            }

            @Override
            public List<Finding> findings() {
                throw new IllegalStateException("it is new");
            }
        };
        assertThat(DoctorCommand.print(crashes, new PrintWriter(out))).isTrue();
        assertThat(out.toString()).startsWith("FAIL  moon").contains("it is new", "-> please report this");
    }
}
