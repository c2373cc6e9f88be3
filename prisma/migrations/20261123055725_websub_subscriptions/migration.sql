-- DropIndex
DROP INDEX "WebSubSubscription_topic_expiresAt_idx";

-- AlterTable
ALTER TABLE "WebSubSubscription" ADD COLUMN     "deliveredHash" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "feed" TEXT NOT NULL,
ADD COLUMN     "host" TEXT NOT NULL,
ADD COLUMN     "showId" TEXT NOT NULL;

-- CreateIndex
CREATE INDEX "WebSubSubscription_showId_feed_expiresAt_idx" ON "WebSubSubscription"("showId", "feed", "expiresAt");

-- CreateIndex
CREATE INDEX "WebSubSubscription_host_idx" ON "WebSubSubscription"("host");

-- CreateIndex
CREATE INDEX "WebSubSubscription_expiresAt_idx" ON "WebSubSubscription"("expiresAt");

-- AddForeignKey
ALTER TABLE "WebSubSubscription" ADD CONSTRAINT "WebSubSubscription_showId_fkey" FOREIGN KEY ("showId") REFERENCES "Show"("id") ON DELETE CASCADE ON UPDATE CASCADE;
