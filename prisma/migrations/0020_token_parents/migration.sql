-- A token that a member makes with another ends with it. Tokens from before stand by themselves.

-- AlterTable
ALTER TABLE "token" ADD COLUMN "parent_id" UUID;

-- CreateIndex
CREATE INDEX "token_tenant_id_parent_id_idx" ON "token"("tenant_id", "parent_id");

-- AddForeignKey
ALTER TABLE "token" ADD CONSTRAINT "token_tenant_id_parent_id_fkey" FOREIGN KEY ("tenant_id", "parent_id") REFERENCES "token"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
