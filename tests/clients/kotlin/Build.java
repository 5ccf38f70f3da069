import com.apollographql.apollo.compiler.ApolloCompiler;
import com.apollographql.apollo.compiler.CodegenOptions;
import com.apollographql.apollo.compiler.CodegenSchemaOptions;
import com.apollographql.apollo.compiler.InputFile;
import com.apollographql.apollo.compiler.IrOptions;
import com.apollographql.apollo.compiler.codegen.SourceOutputKt;
import java.io.File;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jetbrains.kotlin.cli.common.ExitCode;
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler;

/**
 * Does what Apollo's Gradle plugin and Kotlin's do, in one process: writes the Kotlin of schema.graphqls and of the operations
 * in library/ and in asked/, and compiles that of asked/ with src/ into classes/. Compiled are only the operations that src/
 * asks: to compile them takes longer than all else. The arguments are the package and each scalar as NAME=TYPE=ADAPTER.
 * It is Java because Java runs a source file as it stands.
 */
final class Build {
    public static void main(String[] arguments) {
        List<String[]> scalars = Arrays.stream(arguments).skip(1).map(scalar -> scalar.split("=", 3)).toList();
        for (String operations : List.of("library", "asked")) {
            generate(operations, arguments[0], scalars);
        }
        ExitCode code = new K2JVMCompiler().exec(
            System.err, "-no-stdlib", "-no-reflect", "-nowarn", "-cp", System.getProperty("java.class.path"), "-d", "classes",
            "generated/asked", "src");
        System.exit(code.getCode());
    }

    private static void generate(String operations, String packageName, List<String[]> scalars) {
        Map<String, String> types = new HashMap<>();
        Map<String, String> adapters = new HashMap<>();
        for (String[] scalar : scalars) {
            types.put(scalar[0], scalar[1]);
            adapters.put(scalar[0], scalar[2]);
        }
        // What is null is Apollo's default.
        var options = new IrOptions(null, null, null, null, null, null, null, null, null, null);
        var codegen = new CodegenOptions(
            null, packageName, null, null, null, null, null, null, null, null, null, null, null,
            null, null, null, null, null, null, null, null, null, null, null, null);
        var output = ApolloCompiler.INSTANCE.buildSchemaAndOperationsSources(
            files(new File("schema.graphqls")), files(new File(operations).listFiles()),
            new CodegenSchemaOptions(types, adapters, false), options, codegen,
            null, null, null, null, null, null, null, null, null);
        SourceOutputKt.writeTo(output, new File("generated", operations), true, null);
    }

    private static List<InputFile> files(File... files) {
        return Stream.of(files).map(file -> new InputFile(file, file.getName())).toList();
    }
}
