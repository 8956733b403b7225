package io.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README leads to in the repository is there. */
class ReadmeTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(((?!https?:|#)[^)#]+)");
    private static final long LARGEST_PICTURE = 150_000;

    @Test
    void everyLinkLeadsToAFileAndPicturesAreSmall() throws IOException {
        List<Path> linked = LINK.matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(link -> Path.of(link.group(1)))
                .toList();
        assertThat(linked).isNotEmpty().allSatisfy(path -> assertThat(path).exists());
        for (Path path : linked)
            if (path.toString().endsWith(".png"))
                assertThat(Files.size(path)).as(path.toString()).isLessThan(LARGEST_PICTURE);
    }
}
