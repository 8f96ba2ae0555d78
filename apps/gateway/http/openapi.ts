import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiResponse, DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { ProblemDocument } from '#libs/contracts/api.js';

/** Describes an operation: one sentence, and its answer. Every operation may also answer with a problem document. */
export function Operation(summary: string, status: number, answer: z.ZodType | null, description = ''): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary, description }),
    ApiResponse({ status, description: 'done', ...(answer && { standardSchema: answer }) }),
    ApiResponse({ status: 'default', description: 'a problem (RFC 9457)', content: { 'application/problem+json': { schema: z.toJSONSchema(ProblemDocument) as object } } } as never),
  );
}

/** The body is the raw bytes of a package. */
export const TakesPackage = () => applyDecorators(ApiConsumes('application/octet-stream'), ApiBody({ schema: { type: 'string', format: 'binary' } }));

/** The OpenAPI 3.1 document, made from the controllers. */
export function describe(app: NestFastifyApplication): object {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Souk')
    .setDescription('The marketplace of one host application. The tenant is found by the Host header, or by the path prefix /t/{tenant}.')
    .setVersion('1')
    .addServer('/', 'a host that a tenant claims')
    .addServer('/t/{tenant}', 'any tenant', { tenant: { default: 'orchestra' } })
    .addBearerAuth()
    .build();
  return SwaggerModule.createDocument(app, builder, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}`,
    standardSchemaConverter: (schema, { schemaType }) => {
      const { $schema: _, ...json } = z.toJSONSchema(schema as z.ZodType, { io: schemaType, unrepresentable: 'any' });
      return { schema: json };
    },
  });
}
