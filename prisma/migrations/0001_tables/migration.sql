
-- CreateTable
CREATE TABLE "tenant" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "profile" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tenant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tenant_host" (
    "host" TEXT NOT NULL,
    "tenant_id" UUID NOT NULL,

    CONSTRAINT "tenant_host_pkey" PRIMARY KEY ("host")
);

-- CreateTable
CREATE TABLE "member" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "handle" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "member_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "token" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "scopes" TEXT[],
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "token_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "platform_token" (
    "hash" BYTEA NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "platform_token_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "publisher" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "trusted" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "publisher_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "publisher_member" (
    "tenant_id" UUID NOT NULL,
    "publisher_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,

    CONSTRAINT "publisher_member_pkey" PRIMARY KEY ("tenant_id","publisher_id","member_id")
);

-- CreateTable
CREATE TABLE "publisher_key" (
    "tenant_id" UUID NOT NULL,
    "id" TEXT NOT NULL,
    "publisher_id" UUID NOT NULL,
    "public_key_pem" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "publisher_key_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "submission" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "publisher_id" UUID NOT NULL,
    "submitted_by" UUID NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'DRAFT',
    "display_name" TEXT,
    "expected_extension" TEXT,
    "channel" TEXT,
    "blob_id" UUID,
    "package_sha256" TEXT,
    "package_size" BIGINT,
    "extension" TEXT,
    "version" TEXT,
    "format" TEXT,
    "manifest" JSONB,
    "permissions" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "findings" JSONB,
    "verdict" JSONB,
    "owes" TEXT,
    "blocked" TEXT,
    "feedback" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "submission_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "event" (
    "tenant_id" UUID NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "submission_id" UUID,
    "extension" TEXT,
    "kind" TEXT NOT NULL,
    "from" TEXT,
    "to" TEXT,
    "actor_id" UUID,
    "reason" TEXT,
    "request_id" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "event_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "queue" TEXT NOT NULL,
    "job" TEXT NOT NULL,
    "subject" UUID NOT NULL,
    "payload" JSONB NOT NULL,
    "actor_id" UUID,
    "request_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "check_run" (
    "tenant_id" UUID NOT NULL,
    "submission_id" UUID NOT NULL,
    "check" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "duration_ms" DOUBLE PRECISION NOT NULL,
    "findings" INTEGER NOT NULL,
    "detail" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "check_run_pkey" PRIMARY KEY ("tenant_id","submission_id","check")
);

-- CreateTable
CREATE TABLE "finding" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "submission_id" UUID NOT NULL,
    "check" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "file" TEXT,
    "line" INTEGER,
    "column" INTEGER,
    "message" TEXT NOT NULL,
    "evidence" TEXT,
    "help" TEXT NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "finding_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "package_content" (
    "tenant_id" UUID NOT NULL,
    "submission_id" UUID NOT NULL,
    "files" JSONB NOT NULL,
    "readme" TEXT,
    "changelog" TEXT,

    CONSTRAINT "package_content_pkey" PRIMARY KEY ("tenant_id","submission_id")
);

-- CreateTable
CREATE TABLE "review" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "submission_id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "reasons" JSONB NOT NULL,
    "head_start" DOUBLE PRECISION NOT NULL,
    "place_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "changes" JSONB NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closed_at" TIMESTAMPTZ(3),
    "decided_by" UUID,

    CONSTRAINT "review_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "review_lease" (
    "tenant_id" UUID NOT NULL,
    "review_id" UUID NOT NULL,
    "holder_id" UUID NOT NULL,
    "fence" BIGINT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "review_lease_pkey" PRIMARY KEY ("tenant_id","review_id")
);

-- CreateTable
CREATE TABLE "decision" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "review_id" UUID NOT NULL,
    "submission_id" UUID NOT NULL,
    "decided_by" UUID NOT NULL,
    "decision" TEXT NOT NULL,
    "reasons" TEXT[],
    "feedback" TEXT,
    "fence" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "decision_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "listing_change" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "extension" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "to" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "requested_by" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "listing_change_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "extension" (
    "tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "publisher_id" UUID NOT NULL,
    "display_name" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "compat" TEXT NOT NULL,
    "license" TEXT,
    "categories" TEXT[],
    "tags" TEXT[],
    "latest_version" TEXT,
    "latest_prerelease" TEXT,
    "search_text" TEXT NOT NULL,
    "featured" BOOLEAN NOT NULL DEFAULT false,
    "listed" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "extension_pkey" PRIMARY KEY ("tenant_id","name")
);

-- CreateTable
CREATE TABLE "version" (
    "tenant_id" UUID NOT NULL,
    "extension" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "prerelease" BOOLEAN NOT NULL,
    "submission_id" UUID NOT NULL,
    "format" TEXT NOT NULL,
    "package_sha256" TEXT NOT NULL,
    "package_size" BIGINT NOT NULL,
    "manifest" JSONB NOT NULL,
    "permissions" TEXT[],
    "readme" TEXT,
    "changelog" TEXT,
    "signature" JSONB,
    "listing" TEXT NOT NULL DEFAULT 'listed',
    "listing_reason" TEXT,
    "published_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "version_pkey" PRIMARY KEY ("tenant_id","extension","version")
);

-- CreateTable
CREATE TABLE "extension_stats" (
    "tenant_id" UUID NOT NULL,
    "extension" TEXT NOT NULL,
    "downloads" BIGINT NOT NULL DEFAULT 0,
    "installs" INTEGER NOT NULL DEFAULT 0,
    "rating_count" INTEGER NOT NULL DEFAULT 0,
    "rating_average" DOUBLE PRECISION NOT NULL DEFAULT 0,

    CONSTRAINT "extension_stats_pkey" PRIMARY KEY ("tenant_id","extension")
);

-- CreateTable
CREATE TABLE "version_downloads" (
    "tenant_id" UUID NOT NULL,
    "extension" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "downloads" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "version_downloads_pkey" PRIMARY KEY ("tenant_id","extension","version")
);

-- CreateTable
CREATE TABLE "install" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "extension" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "client_id" TEXT,
    "host_version" TEXT,
    "installed_at" TIMESTAMPTZ(3) NOT NULL,
    "uninstalled_at" TIMESTAMPTZ(3),

    CONSTRAINT "install_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "rating" (
    "tenant_id" UUID NOT NULL,
    "extension" TEXT NOT NULL,
    "member_id" UUID NOT NULL,
    "rating" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rating_pkey" PRIMARY KEY ("tenant_id","extension","member_id")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "tenant_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "submission_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("tenant_id","member_id","key")
);

-- CreateIndex
CREATE UNIQUE INDEX "tenant_slug_key" ON "tenant"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "member_tenant_id_handle_key" ON "member"("tenant_id", "handle");

-- CreateIndex
CREATE UNIQUE INDEX "token_tenant_id_hash_key" ON "token"("tenant_id", "hash");

-- CreateIndex
CREATE UNIQUE INDEX "publisher_tenant_id_name_key" ON "publisher"("tenant_id", "name");

-- CreateIndex
CREATE INDEX "publisher_member_tenant_id_member_id_idx" ON "publisher_member"("tenant_id", "member_id");

-- CreateIndex
CREATE INDEX "submission_tenant_id_publisher_id_created_at_idx" ON "submission"("tenant_id", "publisher_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "submission_tenant_id_status_created_at_idx" ON "submission"("tenant_id", "status", "created_at");

-- CreateIndex
CREATE INDEX "event_tenant_id_submission_id_id_idx" ON "event"("tenant_id", "submission_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_tenant_id_job_subject_key" ON "outbox"("tenant_id", "job", "subject");

-- CreateIndex
CREATE UNIQUE INDEX "finding_tenant_id_submission_id_position_key" ON "finding"("tenant_id", "submission_id", "position");

-- CreateIndex
CREATE INDEX "review_tenant_id_state_place_at_idx" ON "review"("tenant_id", "state", "place_at");

-- CreateIndex
CREATE UNIQUE INDEX "review_tenant_id_submission_id_key" ON "review"("tenant_id", "submission_id");

-- CreateIndex
CREATE UNIQUE INDEX "decision_tenant_id_review_id_fence_key" ON "decision"("tenant_id", "review_id", "fence");

-- CreateIndex
CREATE INDEX "version_tenant_id_package_sha256_idx" ON "version"("tenant_id", "package_sha256");

-- CreateIndex
CREATE UNIQUE INDEX "version_tenant_id_submission_id_key" ON "version"("tenant_id", "submission_id");

-- CreateIndex
CREATE INDEX "install_tenant_id_member_id_extension_idx" ON "install"("tenant_id", "member_id", "extension");

-- AddForeignKey
ALTER TABLE "tenant_host" ADD CONSTRAINT "tenant_host_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member" ADD CONSTRAINT "member_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "token" ADD CONSTRAINT "token_tenant_id_member_id_fkey" FOREIGN KEY ("tenant_id", "member_id") REFERENCES "member"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "publisher" ADD CONSTRAINT "publisher_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "publisher_member" ADD CONSTRAINT "publisher_member_tenant_id_publisher_id_fkey" FOREIGN KEY ("tenant_id", "publisher_id") REFERENCES "publisher"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "publisher_member" ADD CONSTRAINT "publisher_member_tenant_id_member_id_fkey" FOREIGN KEY ("tenant_id", "member_id") REFERENCES "member"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "publisher_key" ADD CONSTRAINT "publisher_key_tenant_id_publisher_id_fkey" FOREIGN KEY ("tenant_id", "publisher_id") REFERENCES "publisher"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "submission" ADD CONSTRAINT "submission_tenant_id_publisher_id_fkey" FOREIGN KEY ("tenant_id", "publisher_id") REFERENCES "publisher"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "submission" ADD CONSTRAINT "submission_tenant_id_submitted_by_fkey" FOREIGN KEY ("tenant_id", "submitted_by") REFERENCES "member"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "check_run" ADD CONSTRAINT "check_run_tenant_id_submission_id_fkey" FOREIGN KEY ("tenant_id", "submission_id") REFERENCES "submission"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "finding" ADD CONSTRAINT "finding_tenant_id_submission_id_fkey" FOREIGN KEY ("tenant_id", "submission_id") REFERENCES "submission"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "package_content" ADD CONSTRAINT "package_content_tenant_id_submission_id_fkey" FOREIGN KEY ("tenant_id", "submission_id") REFERENCES "submission"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review" ADD CONSTRAINT "review_tenant_id_submission_id_fkey" FOREIGN KEY ("tenant_id", "submission_id") REFERENCES "submission"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review_lease" ADD CONSTRAINT "review_lease_tenant_id_review_id_fkey" FOREIGN KEY ("tenant_id", "review_id") REFERENCES "review"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "decision" ADD CONSTRAINT "decision_tenant_id_review_id_fkey" FOREIGN KEY ("tenant_id", "review_id") REFERENCES "review"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "listing_change" ADD CONSTRAINT "listing_change_tenant_id_extension_version_fkey" FOREIGN KEY ("tenant_id", "extension", "version") REFERENCES "version"("tenant_id", "extension", "version") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "extension" ADD CONSTRAINT "extension_tenant_id_publisher_id_fkey" FOREIGN KEY ("tenant_id", "publisher_id") REFERENCES "publisher"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "version" ADD CONSTRAINT "version_tenant_id_extension_fkey" FOREIGN KEY ("tenant_id", "extension") REFERENCES "extension"("tenant_id", "name") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "version" ADD CONSTRAINT "version_tenant_id_submission_id_fkey" FOREIGN KEY ("tenant_id", "submission_id") REFERENCES "submission"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "extension_stats" ADD CONSTRAINT "extension_stats_tenant_id_extension_fkey" FOREIGN KEY ("tenant_id", "extension") REFERENCES "extension"("tenant_id", "name") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "install" ADD CONSTRAINT "install_tenant_id_extension_version_fkey" FOREIGN KEY ("tenant_id", "extension", "version") REFERENCES "version"("tenant_id", "extension", "version") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "install" ADD CONSTRAINT "install_tenant_id_member_id_fkey" FOREIGN KEY ("tenant_id", "member_id") REFERENCES "member"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rating" ADD CONSTRAINT "rating_tenant_id_extension_fkey" FOREIGN KEY ("tenant_id", "extension") REFERENCES "extension"("tenant_id", "name") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rating" ADD CONSTRAINT "rating_tenant_id_member_id_fkey" FOREIGN KEY ("tenant_id", "member_id") REFERENCES "member"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

