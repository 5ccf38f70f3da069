import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.UnknownCodeSystemWarningValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Questionnaire;

/**
 * Validates resources of FHIR R4. Prints a line for each file, then one for each error in it. Codes of terminologies that
 * the standard does not bring along, such as LOINC, are taken as they are: there is no terminology server here.
 * Files that end with .questionnaire.json are what responses to them are held against.
 */
public class Validate {
    public static void main(String[] files) throws Exception {
        FhirContext r4 = FhirContext.forR4();
        Questionnaires questionnaires = new Questionnaires(r4);
        for (String file : files) {
            if (file.endsWith(".questionnaire.json")) {
                questionnaires.add(r4.newJsonParser().parseResource(Questionnaire.class, Files.readString(Path.of(file))));
            }
        }
        FhirValidator validator = r4.newValidator();
        validator.registerValidatorModule(new FhirInstanceValidator(new ValidationSupportChain(
            new DefaultProfileValidationSupport(r4),
            questionnaires,
            new CommonCodeSystemsTerminologyService(r4),
            new InMemoryTerminologyServerValidationSupport(r4),
            new UnknownCodeSystemWarningValidationSupport(r4))));
        for (String file : files) {
            Path path = Path.of(file);
            System.out.println("file\t" + path.getFileName());
            for (SingleValidationMessage one : validator.validateWithResult(Files.readString(path)).getMessages()) {
                if (one.getSeverity().compareTo(ResultSeverityEnum.ERROR) >= 0) {
                    System.out.println("error\t" + one.getLocationString() + "\t" + one.getMessage());
                }
            }
        }
    }

    /** The questionnaires that responses are held against, by their canonical addresses. */
    static class Questionnaires implements IValidationSupport {
        private final FhirContext context;
        private final Map<String, Questionnaire> known = new HashMap<>();

        Questionnaires(FhirContext context) {
            this.context = context;
        }

        void add(Questionnaire one) {
            known.put(one.getUrl(), one);
        }

        @Override
        public FhirContext getFhirContext() {
            return context;
        }

        @Override
        public <T extends IBaseResource> T fetchResource(Class<T> type, String address) {
            Questionnaire found = known.get(address.split("\\|")[0]);
            return type.isInstance(found) ? type.cast(found) : null;
        }
    }
}
