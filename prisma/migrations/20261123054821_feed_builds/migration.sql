-- AlterTable
ALTER TABLE "FeedBuild" ADD COLUMN     "contentHash" TEXT NOT NULL;

-- AlterTable
ALTER TABLE "Show" ADD COLUMN     "feedDueAt" TIMESTAMP(3);

-- CreateIndex
CREATE INDEX "Show_feedDueAt_idx" ON "Show"("feedDueAt");
