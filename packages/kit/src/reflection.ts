import { type DescFile, type DescService, toBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { Code, type ConnectRouter } from "@connectrpc/connect";
import { ServerReflection, type ServerReflectionRequest } from "@signet/proto/grpc/reflection/v1/reflection";

/** Serves grpc.reflection.v1 from the generated descriptors, so that grpcurl and the like need no proto files. */
export function reflectionRoutes(services: readonly DescService[]) {
  const listed = [...services, ServerReflection];
  const files = new Map(listed.flatMap(({ file }) => withDependencies(file)).map((file) => [file.proto.name, file]));
  const symbols = new Map([...files.values()].flatMap((file) => symbolsIn(file).map((symbol) => [symbol, file])));

  function answer({ messageRequest }: ServerReflectionRequest) {
    switch (messageRequest.case) {
      case "listServices":
        return {
          case: "listServicesResponse" as const,
          value: { service: listed.map(({ typeName }) => ({ name: typeName })) },
        };
      case "fileByFilename":
        return fileAnswer(files.get(messageRequest.value), messageRequest.value);
      case "fileContainingSymbol":
        return fileAnswer(symbols.get(messageRequest.value), messageRequest.value);
      // proto3 files have no extensions.
      case "fileContainingExtension":
        return notFound(messageRequest.value.containingType);
      case "allExtensionNumbersOfType":
        return notFound(messageRequest.value);
      default:
        return {
          case: "errorResponse" as const,
          value: { errorCode: Code.InvalidArgument, errorMessage: "ask something" },
        };
    }
  }

  return (router: ConnectRouter) =>
    router.service(ServerReflection, {
      async *serverReflectionInfo(requests) {
        for await (const request of requests) {
          yield { validHost: request.host, originalRequest: request, messageResponse: answer(request) };
        }
      },
    });
}

function fileAnswer(file: DescFile | undefined, asked: string) {
  if (!file) return notFound(asked);
  const fileDescriptorProto = withDependencies(file).map(({ proto }) => toBinary(FileDescriptorProtoSchema, proto));
  return { case: "fileDescriptorResponse" as const, value: { fileDescriptorProto } };
}

function notFound(asked: string) {
  return {
    case: "errorResponse" as const,
    value: { errorCode: Code.NotFound, errorMessage: `${asked} is not known here` },
  };
}

function withDependencies(file: DescFile): DescFile[] {
  return [...new Set([file, ...file.dependencies.flatMap(withDependencies)])];
}

/** Full names of what a file declares at its top and inside messages, services' methods included. */
function symbolsIn({ messages, enums, services }: DescFile): string[] {
  type Message = DescFile["messages"][number];
  const inMessage = (message: Message): string[] => [
    message.typeName,
    ...message.nestedEnums.map(({ typeName }) => typeName),
    ...message.nestedMessages.flatMap(inMessage),
  ];
  return [
    ...messages.flatMap(inMessage),
    ...enums.map(({ typeName }) => typeName),
    ...services.flatMap(({ typeName, methods }) => [typeName, ...methods.map(({ name }) => `${typeName}.${name}`)]),
  ];
}
